import type { Part } from '../../chat/part';
import type { PartFilter } from './part-filter';

/** How many characters at the end of `text` may be the beginning of one of the stop texts. */
function beginning(text: string, stops: readonly string[]): number {
  let longest = 0;
  for (const stop of stops) {
    for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
      if (text.endsWith(stop.slice(0, length))) longest = length;
    }
  }
  return longest;
}

/**
 * Ends the answer before the first stop text, for models that refuse `stop`; an empty one, which clients send for none, stops nothing. What might be the beginning of one is held back
 * until the next text shows whether it is. After the cut only usage passes.
 */
export function cutAtStop(wanted: readonly string[]): PartFilter {
  const stops = wanted.filter((stop) => stop !== '');
  let held = '';
  let cut = false;
  const release = (): Part[] => {
    const parts: Part[] = held === '' ? [] : [{ type: 'text', text: held }];
    held = '';
    return parts;
  };
  const text = (more: string): Part[] => {
    held += more;
    let at = -1;
    let found = '';
    for (const stop of stops) {
      const place = held.indexOf(stop);
      if (place !== -1 && (at === -1 || place < at)) { at = place; found = stop; }
    }
    if (at !== -1) {
      held = held.slice(0, at);
      cut = true;
      return [...release(), { type: 'finish', reason: 'stop', stopSequence: found }];
    }
    const keep = beginning(held, stops);
    const ready = held.slice(0, held.length - keep);
    held = held.slice(held.length - keep);
    return ready === '' ? [] : [{ type: 'text', text: ready }];
  };
  return {
    take(part) {
      if (cut) return part.type === 'usage' ? [part] : [];
      if (part.type === 'text') return text(part.text);
      if (part.type === 'start' || part.type === 'usage' || part.type === 'extra') return [part];
      return [...release(), part];
    },
    rest: release,
    get over() { return cut; },
  };
}
