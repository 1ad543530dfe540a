/// <reference types="jquery" />
/** The parts of Node-RED's editor that our dialogs use, in 4.1 and in 5. The published typings lack several of them. */

/** Looks up a text of the node's own catalogue. */
type Words = (key: string, values?: Record<string, string | number>) => string;

/** A node on the canvas, or a configuration node; `Properties` is what its dialog saves. */
type EditorNode<Properties = object> = Properties & {
  id: string;
  type: string;
  z: string;
  d?: boolean;
  name?: string;
  outputs?: number;
  _: Words;
  credentials?: Record<string, string | boolean | undefined>;
};

/** One end of a wire: a node, a junction, or a port of a subflow's own canvas. */
interface WireEnd { id: string; type: string; z: string; direction?: 'in' | 'out' | 'status'; i?: number; links?: string[]; mode?: string; d?: boolean }
interface Wire { source: WireEnd; sourcePort: number; target: WireEnd }
interface SubflowDefinition { id: string; in: WireEnd[]; out: WireEnd[]; instances: WireEnd[] }

interface TypedInputType {
  value: string;
  label?: string;
  icon?: string;
  hasValue?: boolean;
  options?: (string | { value: string; label: string })[];
  multiple?: boolean;
  validate?: RegExp | ((value: string, opt?: object) => boolean | string);
  autoComplete?: () => (value: string) => { value: string; label: string | JQuery }[];
}
interface TypedInput {
  (options: { type?: string; default?: string; types: (string | TypedInputType)[]; typeField?: string | JQuery }): JQuery;
  (what: 'value' | 'type'): string;
  (what: 'value' | 'type', to: string): void;
  (what: 'types', to: (string | TypedInputType)[]): void;
  (what: 'width', to: string | number): void;
  (what: 'show' | 'hide' | 'focus'): void;
  (what: 'validate'): boolean;
}

interface EditableListOptions<Item> {
  addItem(row: JQuery, index: number, item: Item): void;
  removeItem?(item: Item): void;
  sortItems?(items: JQuery): void;
  sortable?: boolean;
  removable?: boolean;
  addButton?: boolean | string;
  height?: number | string;
  header?: JQuery;
}
interface EditableList {
  <Item>(options: EditableListOptions<Item>): JQuery;
  (what: 'addItem', item: object): void;
  (what: 'items'): JQuery;
  (what: 'empty'): void;
  (what: 'length'): number;
  (what: 'height', to: number | string): void;
}

interface JQuery {
  typedInput: TypedInput;
  editableList: EditableList;
  autoComplete(options: { search(value: string): { value: string; label: string | JQuery }[]; minLength?: number } | 'destroy'): JQuery;
  treeList(options: { multi?: boolean }): JQuery;
  treeList(what: 'data', items: TreeItem[]): void;
  treeList(what: 'selected'): TreeItem[];
  i18n(): JQuery;
}
interface TreeItem { node: EditorNode; label: string; sublabel?: string; selected?: boolean; checkbox?: boolean }

declare const RED: {
  _: Words;
  settings: { httpNodeRoot?: string };
  events: { on(event: 'nodes:add', listener: (node: EditorNode) => void): void };
  editor: {
    editText(options: { mode: string; value: string; width?: string; title?: string; complete(text: string): void }): void;
  };
  nodes: {
    node(id: string): EditorNode | null;
    junction(id: string): WireEnd | undefined;
    subflow(id: string): SubflowDefinition | undefined;
    eachNode(visit: (node: EditorNode) => boolean | void): void;
    eachConfig(visit: (node: EditorNode) => boolean | void): void;
    filterLinks(filter: { source: { id: string }; sourcePort?: number }): Wire[];
    getType(type: string): { label: string | ((this: EditorNode) => string); defaults: Record<string, { value: unknown }> } | undefined;
  };
  popover: { tooltip(target: JQuery, content: string): void };
  tray: { resize(): void };
  utils: {
    validateTypedProperty(value: string, type: string, options?: { label?: string }): true | string;
    getNodeLabel(node: EditorNode, standard: string): string;
  };
};

/** Node-RED's editor loads JSONata. */
declare function jsonata(expression: string): { ast(): unknown };
