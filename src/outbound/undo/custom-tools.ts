import type { Part } from '../../chat/part';
import type { PartFilter } from './part-filter';

/** The text that a model put into the one field of the function that stands for a custom tool. */
export function customInput(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && 'input' in value && typeof value.input === 'string') return value.input;
  } catch { /* The model wrote no JSON: then its text is the input. */ }
  return json;
}

/** Turns calls of functions that stand for custom tools back. Their input is held until it is whole: it is JSON on the way. */
export function customToolsBack(names: ReadonlySet<string>): PartFilter {
  const held = new Map<number, string>();
  const release = (): Part[] => {
    const parts: Part[] = [...held].map(([index, json]) => ({ type: 'tool_arguments', index, text: customInput(json) }));
    held.clear();
    return parts;
  };
  return {
    take(part) {
      if (part.type === 'tool_call') {
        if (!names.has(part.name)) return [part];
        held.set(part.index, '');
        return [{ ...part, custom: true }];
      }
      if (part.type === 'tool_arguments') {
        const sofar = held.get(part.index);
        if (sofar === undefined) return [part];
        held.set(part.index, sofar + part.text);
        return [];
      }
      return part.type === 'finish' ? [...release(), part] : [part];
    },
    rest: release,
  };
}
