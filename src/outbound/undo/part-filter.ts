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
  return filters.length === 0 ? decoder : new Filtered(decoder, filters);
}

class Filtered implements Decoder {
  constructor(private readonly decoder: Decoder, private readonly filters: readonly PartFilter[]) {}

  get done(): boolean { return this.decoder.done || this.filters.some((filter) => filter.over); }

  get said(): number { return this.decoder.said; }

  event(event: { name?: string; data: string }): Part[] { return through(this.filters, this.decoder.event(event)); }

  whole(body: string): Part[] { return through(this.filters, this.decoder.whole(body)); }

  end(): { parts: Part[]; complete: boolean } {
    const { filters } = this;
    const { parts, complete } = this.decoder.end();
    const out = through(filters, parts);
    filters.forEach((filter, index) => { out.push(...through(filters.slice(index + 1), filter.rest())); });
    return { parts: out, complete: complete || filters.some((filter) => filter.over) };
  }
}

function through(filters: readonly PartFilter[], parts: Part[]): Part[] {
  return filters.reduce((flow, filter) => flow.flatMap((part) => filter.take(part)), parts);
}
