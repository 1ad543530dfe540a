import type { ToolNames } from '../translate/tool-names';
import type { PartFilter } from './part-filter';

/** Gives tools back the names that the client knows them under. */
export function namesBack(names: ToolNames): PartFilter {
  return {
    take: (part) => [part.type === 'tool_call' ? { ...part, name: names.back(part.name) } : part],
    rest: () => [],
  };
}
