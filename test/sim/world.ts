import type { Part } from '../../src/chat/part';
import { stream } from '../../src/dice';
import type { ProviderConfig, RunOptions } from '../../src/core';
import type { Outcome } from '../../src/run/outcome';
import type { Sink } from '../../src/run/sink';
import { openai, refuse, type Step } from '../kit/scripted-net';
import { model, provider } from '../kit/test-core';

/** A random world from one seed: providers of many tempers, and people who ask them. */
export interface World {
  providers: ProviderConfig[];
  script(name: string, index: number): Step[];
  people: Person[];
  budgetMicros: number;
  chance: () => number;
}

export interface Person {
  atMs: number;
  text: string;
  plan: unknown[];
  options: RunOptions;
  cancelAfterMs?: number;
  /** Pauses after each so many parts, for so long. */
  pauses?: { every: number; forMs: number };
}

const budgetOf = (limitMicros: number) => ({
  do: 'budget', node: 'guard', budget: 'sim', limitMicros, per: 'day', timeZone: 'UTC', who: 'everyone', nearAt: 0.8, onlyUpTo: 1_500_000, unknownPrice: 'block',
});
const mustB = { do: 'use', node: 'router', use: [{ name: 'B/*' }], must: true };
const cacheOf = (sharedBy: string) => ({ do: 'cache', node: 'cache', cache: 'sim', keepForMs: 60_000, sharedBy });

export function world(seed: number): World {
  const chance = stream(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T;
  const price = () => (chance() < 0.1 ? undefined : { input: Math.ceil(chance() * 3e6), output: Math.ceil(chance() * 9e6) });
  const providers = ['A', 'B', 'C'].map((name) => provider(name, ['1', '2'].map((which) => {
    const cost = price();
    return { ...model(`${name.toLowerCase()}${which}`, { window: pick([2_000, 50_000]) }), price: cost };
  }), { atOnce: pick([1, 2, 8]), ...(chance() < 0.2 && { limits: { requestsPerMinute: 30 } }) }));
  const tempers = new Map(providers.flatMap((one) => (one.models ?? []).map((each) => [each.name, chance()] as const)));
  const by = ['in order', 'cheapest', 'fastest', 'shares', 'least busy'] as const;
  const budgetMicros = Math.ceil(chance() * 400_000);
  const somebody = (number: number): Person => ({
    atMs: chance() * 4_000,
    text: `question ${Math.floor(chance() * 6)} ${'word '.repeat(Math.floor(chance() * 40))}`,
    plan: [...(chance() < 0.3 ? [mustB] : []), ...(chance() < 0.8 ? [budgetOf(budgetMicros)] : [])],
    options: {
      node: { id: `ask${number % 2}` }, chooseBy: pick(by), models: chance() < 0.5 ? [] : [{ name: 'A/*' }, { name: 'B/*', share: 3 }, { name: 'c1' }],
      tries: pick([1, 2, 3, 5]), totalWithinMs: pick([3_000, 20_000]), commit: chance() < 0.2 ? 'whole' : 'first part', maxAnswer: 400,
    },
    ...(chance() < 0.15 && { cancelAfterMs: chance() * 3_000 }),
    ...(chance() < 0.2 && { pauses: { every: 1 + Math.floor(chance() * 3), forMs: chance() * 2_000 } }),
  });
  /** Some ask what others ask too, and share the answers. */
  const sharing = (person: Person): Person => ({
    ...person, text: `same question ${pick([1, 2])}`, plan: [budgetOf(budgetMicros), cacheOf(pick(['ada', 'bob']))],
    options: { ...person.options, models: [], chooseBy: 'in order' },
  });
  const people = Array.from({ length: 12 }, (_, number) => (chance() < 0.4 ? sharing(somebody(number)) : somebody(number)));
  return { providers, people, budgetMicros, chance, script: (name, index) => scene(chance, tempers.get(name) ?? 0, index) };
}

/** One call's fate. Each answer says words that no other call says. */
function scene(chance: () => number, temper: number, index: number): Step[] {
  const words = Array.from({ length: 1 + Math.floor(chance() * 8) }, (_, at) => `call${index}-${at} `);
  const tokens = words.length * 3;
  const spoken = words.map((word): Step => ({ after: chance() * 200, data: openai.text(word) }));
  const end: Step[] = [{ data: openai.finish() + openai.usage(12, tokens) + openai.done }, { end: true }];
  const opening: Step[] = [{ after: 1 + chance() * 300, head: 200 }, { data: openai.role }];
  const luck = chance();
  if (luck > temper * 0.6) return [...opening, ...spoken, ...end];
  const fates: (() => Step[])[] = [
    () => refuse(500), () => refuse(503), () => refuse(429), () => refuse(429, undefined, { 'retry-after': String(Math.ceil(chance() * 5)) }),
    () => refuse(400), () => refuse(401), () => refuse(404), () => [{ hang: true }], () => [...opening, { hang: true }],
    () => [...opening, ...spoken.slice(0, 2), { fail: 'cut' }], () => [...opening, ...spoken.slice(0, 3), { end: true }],
    () => [{ after: 5, fail: 'connect' }], () => [{ after: 1, fail: 'stale' }], () => [...opening, { data: 'data: {not json\n\n' }, { hang: true }],
    () => [...opening, ...spoken.slice(0, 2), { hang: true }], () => [...opening, ...spoken, { data: openai.finish() }, { hang: true }],
    () => [...opening, { data: openai.finish() + openai.done }, { end: true }],
  ];
  return (fates[Math.floor(chance() * fates.length)] as () => Step[])();
}

/** A client that notes every breach of the sink's contract. */
export class Client implements Sink {
  opened = 0;
  closed = 0;
  outcome: Outcome | undefined;
  readonly breaches: string[] = [];
  readonly texts: string[] = [];
  private written = 0;

  constructor(private readonly person: Person, private readonly later: (ms: number, fn: () => void) => void) {}

  open(): void {
    this.opened++;
    if (this.opened > 1) this.breaches.push('opened twice');
    if (this.closed > 0) this.breaches.push('opened after the end');
  }

  write(parts: readonly Part[]): boolean {
    if (this.opened === 0) this.breaches.push('written before it was opened');
    if (this.closed > 0) this.breaches.push('written after the end');
    for (const part of parts) if (part.type === 'text') this.texts.push(part.text);
    this.written++;
    return !this.person.pauses || this.written % this.person.pauses.every !== 0;
  }

  onDrain(resume: () => void): void { this.later(this.person.pauses?.forMs ?? 0, resume); }

  close(outcome: Outcome): void {
    this.closed++;
    if (this.closed > 1) this.breaches.push('closed twice');
    this.outcome = outcome;
  }
}
