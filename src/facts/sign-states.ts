import {
  accent, accented, breaks, capital, capitals, digit, digits, foreign, kindOf, kinds, lineBreak, longWord, manyMarks, mark, marks,
  moreMarks, moreSpace, small, space, spaces, veryLongWord, weights, word, type Weight,
} from './scripts';

/*
 * Counting signs and runs as a walk through states: the kind of the sign last seen, and how long its run is by now. A step is two
 * look-ups, about two nanoseconds; what a sign counts as is said of states, and only added up at the end.
 */

const longest = 11;
const states = stateOf(kinds, 0);
const next = transitions();
const visits = new Float64Array(states);
const lows = costs('low');
const estimates = costs('estimate');
const highs = costs('high');

/** What the signs of a text cost in tokens, of those between the bounds of each piece: [from, to, from, to, ...]. */
export function walk(text: string, bounds: readonly number[]): Weight {
  visits.fill(0);
  for (let piece = 0; piece < bounds.length; piece += 2) visit(text, bounds[piece]!, bounds[piece + 1]!);
  const sum = { low: 0, estimate: 0, high: 0 };
  for (let state = 0; state < states; state += 1) {
    const times = visits[state]!;
    sum.low += times * lows[state]!;
    sum.estimate += times * estimates[state]!;
    sum.high += times * highs[state]!;
  }
  return sum;
}

function visit(text: string, from: number, to: number): void {
  let state = 0;
  for (let at = from; at < to; at += 1) {
    state = next[state * kinds + kindOf[text.charCodeAt(at)]!]!;
    visits[state]! += 1;
  }
}

function stateOf(kind: number, run: number): number {
  return kind * (longest + 1) + run;
}

/** From each state with each kind of sign; run 0 is the state before a text. */
function transitions(): Uint16Array {
  const table = new Uint16Array(states * kinds);
  for (let last = 0; last < kinds; last += 1) {
    for (let run = 0; run <= longest; run += 1) {
      for (let kind = 0; kind < kinds; kind += 1) {
        const longer = run > 0 && follows(kind, last) ? longerRun(kind, run) : 1;
        table[stateOf(last, run) * kinds + kind] = stateOf(kind, longer);
      }
    }
  }
  return table;
}

/** Whether a sign goes on with the run of the one before it: a capital begins a new word after small letters, as in "camelCase". */
function follows(kind: number, last: number): boolean {
  if (kind === small || kind === accented) return last <= accented;
  return kind === last;
}

/** Digits go by threes; of other runs nobody asks beyond 11. */
function longerRun(kind: number, run: number): number {
  return kind === digit ? (run % 3) + 1 : Math.min(run + 1, longest);
}

/** What one visit costs in tokens, by state. */
function costs(bound: keyof Weight): Float64Array {
  const table = new Float64Array(states);
  for (let kind = 0; kind < kinds; kind += 1) {
    for (let run = 1; run <= longest; run += 1) {
      table[stateOf(kind, run)] = placesOf(kind, run).reduce((sum, place) => sum + weights[place]![bound], 0);
    }
  }
  return table;
}

/** What one sign of this kind counts as, when it is number `run` of its run. */
function placesOf(kind: number, run: number): number[] {
  if (kind >= foreign) return [kind];
  if (kind === digit) return run === 1 ? [digits] : [];
  if (kind === mark) return [run === 1 ? marks : run <= 4 ? moreMarks : manyMarks];
  if (kind === space) return run === 1 ? [] : [run === 2 ? spaces : moreSpace];
  if (kind === lineBreak) return [run === 1 ? breaks : moreSpace];
  const places = run === 1 ? [word] : [];
  if (run > 5) places.push(longWord);
  if (run > 10) places.push(veryLongWord);
  if (kind === accented) places.push(accent);
  if (kind === capital && run > 1) places.push(capitals);
  return places;
}
