import type { PartFilter } from './part-filter';

/** Keeps the first tool call, for a client that wants one at a time from a vendor that has no word for it. */
export function firstCallOnly(): PartFilter {
  return {
    take: (part) => ((part.type === 'tool_call' || part.type === 'tool_arguments') && part.index > 0 ? [] : [part]),
    rest: () => [],
  };
}
