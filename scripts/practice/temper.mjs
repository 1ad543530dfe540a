import { Refusal } from './refusal.mjs';

/** What a flaky model does in one round of its pattern. */
const moods = ['fine', 'fine', 'fine', 'fine', 'server error', 'overloaded', 'rate limit', 'cut'];

/** The pattern of a seed: the same moods for every seed, in another order (Fisher-Yates over a linear congruential generator). */
export function patternOf(seed) {
  const pattern = [...moods];
  let state = seed >>> 0;
  for (let last = pattern.length - 1; last > 0; last--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const pick = Math.floor((state / 2 ** 32) * (last + 1));
    [pattern[last], pattern[pick]] = [pattern[pick], pattern[last]];
  }
  return pattern;
}

/** Whose turn it is to fail: one pattern a server, walked through call by call, for ever. */
export function makeTemper(seed) {
  const pattern = patternOf(seed);
  let call = 0;
  return (model) => (model.temper === 'flaky' ? pattern[call++ % pattern.length] : 'fine');
}

/** Throws the mood's refusal, where it has one. A cut is none: it happens later, in the middle of the answer. */
export function refuseIn(mood) {
  if (mood === 'server error') throw new Refusal('server', 'The practice model failed on purpose (500). Ask again.');
  if (mood === 'overloaded') throw new Refusal('overloaded', 'The practice model is overloaded on purpose. Ask again later.');
  if (mood === 'rate limit') throw new Refusal('rate_limit', 'Rate limit reached for the practice model, on purpose. Ask again in 2 seconds.', { retryAfterSeconds: 2 });
}
