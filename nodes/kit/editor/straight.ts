/** A spot that a message passes: a node, inside these subflow instances (outermost first). */
export interface Place { id: string; inside: readonly string[] }

/** The canvas, as far as the question "does the answer stream?" needs it. */
export interface Canvas {
  /** Where the wires of an output lead; without a port, those of all outputs. */
  after(place: Place, port?: number): Place[];
  /**
   * `wire`: passes a message on unchanged, so it counts as part of the wire (junction, link, the edge of a subflow).
   * `response`: answers a client too, but only in one piece.
   */
  kind(place: Place): 'reply' | 'response' | 'wire' | 'node';
}

/** What becomes of the answer of an ask. Only `straight` streams; the others wait until the answer is whole. */
export type Path =
  | { path: 'straight'; reply: Place }
  | { path: 'between'; node: Place }
  | { path: 'around'; node: Place }
  | { path: 'response' }
  | { path: 'two replies' }
  | { path: 'no reply' };

const keyOf = (place: Place): string => [...place.inside, place.id].join('/');

/** Everything that is reached from `from`; places of which `passes` is false are reached, but not left. */
function reached(canvas: Canvas, from: Place[], passes: (place: Place) => boolean): Place[] {
  const seen = new Set<string>();
  const found: Place[] = [];
  const waiting = [...from];
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    if (seen.has(keyOf(place))) continue;
    seen.add(keyOf(place));
    found.push(place);
    if (passes(place)) waiting.push(...canvas.after(place));
  }
  return found;
}

/**
 * Follows output 1 of an ask: straight to one reply, and to no other by any way round, is what streams. The runtime
 * answers the same question over the deployed wires (nodes/kit/straight.ts); this one may only differ in its words.
 */
export function pathOf(canvas: Canvas, ask: Place): Path {
  const answers = (place: Place): boolean => ['reply', 'response'].includes(canvas.kind(place));
  const ends = reached(canvas, canvas.after(ask, 0), (place) => canvas.kind(place) === 'wire');
  const [first, second] = ends.filter(answers);
  const leads = (node: Place): boolean => reached(canvas, canvas.after(node), () => true).some(answers);
  const node = ends.find((place) => canvas.kind(place) === 'node' && leads(place));
  if (second) return { path: 'two replies' };
  if (!first) return node ? { path: 'between', node } : { path: 'no reply' };
  if (canvas.kind(first) === 'response') return { path: 'response' };
  return node ? { path: 'around', node } : { path: 'straight', reply: first };
}
