import type { Clock } from '../clock';
import type { Outcome } from '../run/outcome';
import type { Store } from '../store/store';
import { storedAnswer, type Kept, type StoredAnswer } from './answer';
import type { Flight } from './flight';
import type { HotAnswers } from './hot';
import { tried } from './tried';

/** The right to ask a question. Whoever has it must fill or release it; only the first of these calls counts. */
export interface Claim {
  /** Keeps the answer and hands it to the twins; one that is not worth keeping releases the claim. */
  fill(outcome: Outcome): Promise<void>;
  /** The twins are told, and may try. */
  release(): Promise<void>;
}

/** Stands in the store in the place of an answer that is on its way. */
export interface Mark { claim: string }

/** The store keeps a mark for so long after its last renewal: nobody waits longer for a process that has died. */
export const leaseMs = 10_000;

/** What is published when the question behind this key is no longer under way. */
export const landedTopic = (key: string) => `cache-landed:${key}`;

export interface Held {
  store: Store;
  clock: Clock;
  hot: HotAnswers;
  key: string;
  keepForMs: number;
  claimTtlMs: number;
  mark: Mark;
  flight: Flight;
}

/** Holds a claim: renews its mark until it is filled or released, or `claimTtlMs` are over. */
export function hold(held: Held): Claim {
  const { store, clock, key, keepForMs, mark, flight } = held;
  let over = false;
  const end = async (stored: StoredAnswer | undefined): Promise<void> => {
    if (over) return;
    over = true;
    await (stored && keepForMs > 0 ? keep(held, stored) : free(held));
    await tried(() => store.publish(landedTopic(key), null));
    flight.land(stored);
  };
  const endsAtMs = clock.monoMs() + held.claimTtlMs;
  flight.every(clock, leaseMs / 3, () => {
    if (clock.monoMs() >= endsAtMs) void end(undefined);
    else if (!over) void tried(() => store.put(key, mark, { ttlMs: leaseMs, ifHolds: mark }));
  });
  return { fill: (outcome) => end(storedAnswer(outcome)), release: () => end(undefined) };
}

/** Not over the mark of somebody who came when ours had run out. */
async function keep({ store, hot, key, keepForMs, mark }: Held, answer: StoredAnswer): Promise<void> {
  const kept: Kept = { answer, untilMs: store.wallMs() + keepForMs };
  const put = await tried(() => store.put(key, kept, { ttlMs: keepForMs, ifAbsent: true, ifHolds: mark }));
  if (put?.done) hot.set(key, answer, keepForMs);
}

/** A shared store may change hands between look and removal: then a question is asked once more than needed, no worse. */
async function free({ store, key, mark }: Held): Promise<void> {
  const there = await tried(() => store.get(key)) as Partial<Mark> | undefined;
  if (there?.claim === mark.claim) await tried(() => store.remove(key));
}
