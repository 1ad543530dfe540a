import type { Part } from '../../chat/part';
import type { Decoder } from '../dialect';

/** Changes the parts of one answer on their way, to undo what the encoder had to rename or emulate. */
export interface PartFilter {
  /** What goes on in place of this part. A `finish` part flushes what is held. */
  take(part: Part): Part[];
  /** What is still held when the answer ends without a finish. */
  rest(): Part[];
  /** Nothing that may still come is wanted. */
  readonly over?: boolean;
}

/** The decoder with its parts sent through the filters, in their order. Without filters it is the decoder itself. */
export function filtered(decoder: Decoder, filters: readonly PartFilter[]): Decoder {
  if (filters.length === 0) return decoder;
  const through = (parts: Part[]): Part[] => filters.reduce((flow, filter) => flow.flatMap((part) => filter.take(part)), parts);
  return {
    event: (event) => through(decoder.event(event)),
    whole: (body) => through(decoder.whole(body)),
    end() {
      const { parts, complete } = decoder.end();
      const out = through(parts);
      filters.forEach((filter, index) => {
        out.push(...filters.slice(index + 1).reduce((flow, next) => flow.flatMap((part) => next.take(part)), filter.rest()));
      });
      return { parts: out, complete: complete || filters.some((filter) => filter.over) };
    },
    get done() { return decoder.done || filters.some((filter) => filter.over); },
  };
}
