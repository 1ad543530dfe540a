import type { Clock } from '../clock';
import { systemDice, type Dice } from '../dice';
import type { Store } from '../store/store';
import { isKept, type Kept, type StoredAnswer } from './answer';
import { hold, landedTopic, leaseMs, type Claim } from './claim';
import { Flight, type Waiting } from './flight';
import { HotAnswers } from './hot';
import { tried } from './tried';

export interface Question {
  /** The cache's name, for its counts. */
  cache: string;
  /** From `cacheKey`. */
  key: string;
  /** How long the answer is kept. 0: it is only shared with those who wait for it now. */
  keepForMs: number;
  /** After this, a claim that was neither filled nor released is free again: longer than any run may take. */
  claimTtlMs: number;
  /** The longest that this request waits for a twin. */
  waitMs: number;
}

export type { Claim };

export type Found = { hit: StoredAnswer } | { claim: Claim } | Waiting;

/** Same question, same answer; and the same question asked twice at once is asked once. */
export interface AnswerCache {
  /**
   * Looks a question up. Either its answer is there, or this request has the claim and must ask, or a twin asks already:
   * then `wait` gives the answer, or undefined, after which the request may look it up once more.
   * Never rejects.
   */
  claim(question: Question): Promise<Found>;
  /** Look-ups so far, and how many of them found an answer, waiting twins included. */
  counts(cache: string): Promise<{ hits: number; lookups: number }>;
}

export function cacheFor(store: Store, clock: Clock, dice: Dice = systemDice): AnswerCache {
  return new Answers(store, clock, dice);
}

class Answers implements AnswerCache {
  private readonly hot: HotAnswers;
  private readonly flights = new Map<string, Flight>();

  constructor(private readonly store: Store, private readonly clock: Clock, private readonly dice: Dice) {
    this.hot = new HotAnswers(clock);
  }

  async claim(question: Question): Promise<Found> {
    const { store, clock, hot } = this;
    const { cache, key } = question;
    const ready = hot.get(key);
    if (ready) return this.hit(cache, ready);
    const running = this.flights.get(key);
    if (running) return this.waitFor(running, question);

    // The flight is there before the store is asked, so that twins of this very moment find it.
    const flight = this.takeOff(key);
    const mark = { claim: this.dice.name() };
    const put = await tried(() => store.put(key, mark, { ttlMs: leaseMs, ifAbsent: true })) ?? { done: true };
    if (put.done) {
      this.count(cache, 0);
      return { claim: hold({ store, clock, hot, mark, flight, ...question }) };
    }
    if (isKept(put.value)) {
      this.found(key, put.value, flight);
      return this.hit(cache, put.value.answer);
    }
    const waiting = this.waitFor(flight, question);
    this.follow(flight, key);
    return waiting;
  }

  async counts(cache: string): Promise<{ hits: number; lookups: number }> {
    const sums = await tried(() => this.store.sum([{ key: hitsKey(cache), amount: 0 }, { key: lookupsKey(cache), amount: 0 }]));
    return { hits: sums?.[0] ?? 0, lookups: sums?.[1] ?? 0 };
  }

  private takeOff(key: string): Flight {
    const flight = new Flight();
    this.flights.set(key, flight);
    flight.atLanding(() => this.flights.delete(key));
    return flight;
  }

  /** Another process asks. It publishes its end; one that dies does not, so the store is looked at too, and at first to miss nothing. */
  private follow(flight: Flight, key: string): void {
    const look = async (): Promise<void> => {
      const there = await tried(() => this.store.get(key));
      if (isKept(there)) this.found(key, there, flight);
      else if (there === undefined) flight.land(undefined);
    };
    void tried(() => flight.atLanding(this.store.subscribe(landedTopic(key), () => void look())));
    flight.every(this.clock, leaseMs, () => void look());
    void look();
  }

  private found(key: string, { answer, untilMs }: Kept, flight: Flight): void {
    this.hot.set(key, answer, untilMs - this.store.wallMs());
    flight.land(answer);
  }

  private waitFor(flight: Flight, { cache, waitMs }: Question): Waiting {
    const waiting = flight.join(this.clock, waitMs);
    void waiting.wait.then((answer) => { if (answer) this.count(cache, 1); });
    return waiting;
  }

  private hit(cache: string, answer: StoredAnswer): Found {
    this.count(cache, 1);
    return { hit: answer };
  }

  private count(cache: string, hits: 0 | 1): void {
    void tried(() => this.store.sum([{ key: hitsKey(cache), amount: hits }, { key: lookupsKey(cache), amount: 1 }]));
  }
}

// Not under "cache:", where a store may drop what was not used for long.
const hitsKey = (cache: string) => `cache-hits:${cache}`;
const lookupsKey = (cache: string) => `cache-lookups:${cache}`;
