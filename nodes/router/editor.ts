import { hasRegexLiteral } from '../kit/regex-literal';
import { portMap } from '../kit/editor/ports';
import { addStyle } from '../kit/editor/style';
import { newRule, ruleRow, wholeRule, type Rule, type RuleRow } from './editor-rule';
import { ruleInWords } from './words';

type RouterNode = EditorNode<{ rules: Rule[]; stopAfterFirst: boolean; portPerRule: boolean; outputs: number }>;
/** `was`: its place among the saved rules; a new one has none. */
interface Item { rule?: Rule; was?: number; row?: RuleRow }

const list = (): JQuery => $('#node-input-rules-list');
const items = (): Item[] => list().editableList('items').toArray().map((element) => $(element).data('data') as Item);
const hasPorts = (): boolean => $('#node-input-portPerRule').is(':checked');

export function outputLabel(node: RouterNode, index: number): string | undefined {
  const rule = node.portPerRule ? node.rules[index] : undefined;
  return rule && ruleInWords(wholeRule(rule) as Parameters<typeof ruleInWords>[0]);
}

/** Node-RED's editor has JSONata itself. What is no expression at all is told by Node-RED's own check. */
function holdsRegex(expression: string): boolean {
  try { return hasRegexLiteral(jsonata(expression).ast()); } catch { return false; }
}

function problemOf(node: RouterNode, { condition }: Rule, number: number): string[] {
  const { source, property, operator, value, valueType, value2, value2Type } = condition;
  if (source === 'otherwise') return [];
  if (property.trim() === '') return [node._('check.noProperty', { number })];
  const label = node._('label.rule', { number });
  const verdicts: (true | string)[] = ['msg', 'flow', 'global', 'jsonata'].includes(source) ? [RED.utils.validateTypedProperty(property, source, { label })] : [];
  const takesValue = source !== 'jsonata' && !['true', 'false', 'null', 'nnull', 'empty', 'nempty', 'istype'].includes(operator);
  if (takesValue) verdicts.push(RED.utils.validateTypedProperty(value, valueType, { label }));
  if (takesValue && operator === 'btwn') verdicts.push(RED.utils.validateTypedProperty(value2, value2Type, { label }));
  const expressions = [source === 'jsonata' && property, takesValue && valueType === 'jsonata' && value, takesValue && operator === 'btwn' && value2Type === 'jsonata' && value2];
  if (expressions.some((text) => text !== false && holdsRegex(text))) verdicts.push(node._('check.regex', { number }));
  return verdicts.filter((verdict): verdict is string => verdict !== true);
}

export function checkRules(node: RouterNode, rules: Rule[]): true | string[] {
  if (rules.length === 0) return [node._('check.none')];
  const problems = rules.flatMap((rule, index) => problemOf(node, wholeRule(rule), index + 1));
  const otherwise = rules.findIndex(({ condition }) => condition.source === 'otherwise');
  if (node.stopAfterFirst && otherwise >= 0 && otherwise < rules.length - 1) {
    problems.push(node._('check.unreachable', { number: otherwise + 2, before: otherwise + 1 }));
  }
  return problems.length === 0 ? true : problems;
}

function firstWired(node: RouterNode): number {
  const ports = RED.nodes.filterLinks({ source: { id: node.id } }).map(({ sourcePort }) => sourcePort);
  return ports.length === 0 ? 0 : Math.min(...ports);
}

/** Numbers the rows, and tells Node-RED which output each old one has become. */
function renumber(node: RouterNode): void {
  const rows = items();
  rows.forEach(({ row }, index) => row?.number(hasPorts() ? index + 1 : undefined));
  const before = node.portPerRule ? node.outputs : 1;
  // A single output becomes the first rule's when each rule gets its own; the other way round, the first with wires is kept.
  const now = hasPorts() ? rows.map(({ was }, index) => (node.portPerRule ? was : index === 0 ? 0 : undefined)) : [firstWired(node)];
  $('#node-input-outputs').val(JSON.stringify(portMap(before, now))).trigger('change');
}

/** A new rule goes above "otherwise", which would else hide it. */
function addRow(node: RouterNode, container: JQuery, item: Item): void {
  const others = items().filter((other) => other !== item && other.row);
  const last = others[others.length - 1]?.row;
  const isNew = item.rule === undefined;
  const like = last?.isOtherwise() ? others[others.length - 2]?.row : last;
  item.row = ruleRow(container, item.rule ?? newRule(like?.read()), node._, () => RED.tray.resize());
  if (!isNew) return;
  const element = container.closest('li');
  if (last?.isOtherwise()) element.insertBefore(element.prev());
  renumber(node);
  item.row.focus();
}

export function prepare(node: RouterNode): void {
  addStyle();
  list().css({ minHeight: '150px', minWidth: '450px' }).editableList<Item>({
    sortable: true,
    removable: true,
    addItem: (container, _index, item) => addRow(node, container, item),
    removeItem: () => renumber(node),
    sortItems: () => renumber(node),
  });
  node.rules.forEach((rule, was) => list().editableList('addItem', { rule: wholeRule(rule), was }));
  $('#node-input-portPerRule').on('change', () => renumber(node));
  $('#node-router-stop').val(String(node.stopAfterFirst)).on('change', function () {
    $('#node-input-stopAfterFirst').prop('checked', $(this).val() === 'true');
  });
  renumber(node);
}

export function save(node: RouterNode): void {
  node.rules = items().flatMap(({ row }) => (row ? [row.read()] : []));
}

export function resize(size: { height: number }): void {
  const form = $('#dialog-form');
  const used = form.children('.form-row').not('.node-input-rules-row').toArray()
    .reduce((height, row) => height + ($(row).outerHeight(true) ?? 0), 0);
  list().editableList('height', Math.max(150, size.height - used - 12));
}
