/** All words that vendors use for a reasoning effort, weakest first. */
const scale = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/**
 * The effort nearest to the wish that a model takes; of two that are equally near, the weaker (it costs less).
 * A word that is not on the scale, or a model of which nothing is known, leaves it as it is.
 */
export function nearestEffort(wish: string, taken: readonly string[] | undefined): string {
  const wanted = scale.indexOf(wish);
  if (!taken || taken.length === 0 || taken.includes(wish) || wanted === -1) return wish;
  let best = wish;
  let bestDistance = Infinity;
  for (const effort of taken) {
    const distance = Math.abs(scale.indexOf(effort) - wanted);
    if (scale.includes(effort) && distance < bestDistance) { best = effort; bestDistance = distance; }
  }
  return best;
}

/** The share of the answer limit that thinking may take, for models that want a number of tokens. */
export function thinkingShare(effort: string): number {
  switch (effort) {
    case 'minimal': return 0.1;
    case 'low': return 0.2;
    case 'medium': return 0.5;
    default: return 0.8;
  }
}
