import type { PartFilter } from './part-filter';

/** Reads calls of the tool that was forced for a JSON answer as the answer's text. Other calls stay calls, counted anew. */
export function answerToolBack(name: string): PartFilter {
  const answers = new Set<number>();
  const counted = new Map<number, number>();
  return {
    take(part) {
      switch (part.type) {
        case 'tool_call':
          if (part.name === name) { answers.add(part.index); return []; }
          counted.set(part.index, counted.size);
          return [{ ...part, index: counted.get(part.index) ?? 0 }];
        case 'tool_arguments':
          if (answers.has(part.index)) return [{ type: 'text', text: part.text }];
          return [{ ...part, index: counted.get(part.index) ?? part.index }];
        case 'finish':
          return [answers.size > 0 && counted.size === 0 && part.reason === 'tool_calls' ? { ...part, reason: 'stop' } : part];
        default: return [part];
      }
    },
    rest: () => [],
  };
}
