import { createContext, runInContext } from 'node:vm';
import { builtPage, nodeFolders } from './package-files';

export interface Definition {
  category: string;
  defaults: Record<string, { value: unknown; validate?: (this: unknown, value: unknown, options: object) => unknown }>;
  credentials?: Record<string, { type: string }>;
  inputs?: number; outputs?: number; icon?: string;
}

/** What a built page registers, read by running its scripts against as little of the editor as they need to load. */
export function definitionOf(type: string): Definition {
  let found: Definition | undefined;
  const RED = {
    nodes: { registerType: (name: string, definition: Definition) => { if (name === type) found = definition; } },
    events: { on: () => undefined },
    actions: { add: () => undefined, remove: () => undefined },
  };
  const context = createContext({ RED });
  for (const [, code = ''] of builtPage(nodeFolders[type] ?? '').matchAll(/<script type="text\/javascript">([\S\s]*?)<\/script>/g)) runInContext(code, context);
  if (!found) throw new Error(`${type} registers nothing.`);
  return found;
}

/** Without the other realm's prototypes. */
export const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
