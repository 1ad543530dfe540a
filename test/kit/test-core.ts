import type { Chat } from '../../src/chat/chat';
import type { ModelFacts } from '../../src/chat/model';
import type { Part } from '../../src/chat/part';
import { createCore, type Core, type ProviderConfig, type RunOptions } from '../../src/core';
import { seededDice } from '../../src/dice';
import type { AnswerHead, Outcome } from '../../src/run/outcome';
import type { Sink } from '../../src/run/sink';
import { memoryStore } from '../../src/store/memory';
import type { Store } from '../../src/store/store';
import type { RunEvent } from '../../src/telemetry/events';
import { scriptedNet, type ScriptedNet, type Step } from './scripted-net';
import { virtualClock, type VirtualClock } from './virtual-clock';

export interface TestCore {
  core: Core;
  clock: VirtualClock;
  net: ScriptedNet;
  store: Store;
  events: RunEvent[];
  /** Runs one question to its end, on virtual time. */
  ask(text: string, how?: { plan?: unknown; options?: RunOptions; chat?: Partial<Chat> }): Promise<Outcome & { heard: Heard }>;
}

/** What a client heard, in order. */
export interface Heard extends Sink { head?: AnswerHead; parts: Part[]; outcome?: Outcome; text(): string }

export type Script = (model: string, index: number, body: Record<string, unknown>) => Step[];

/** "$1 in, $2 out per million tokens" and the like. */
export function model(name: string, facts: Partial<ModelFacts> = {}): Partial<ModelFacts> & { name: string } {
  return { name, price: { input: 1_000_000, output: 2_000_000 }, window: 100_000, ...facts };
}

export function provider(name: string, models: (Partial<ModelFacts> & { name: string })[], more: Partial<ProviderConfig> = {}): ProviderConfig {
  return { name, vendor: 'other-openai', address: `https://${name.toLowerCase()}.example/v1`, key: `key-of-${name}`, models, ...more };
}

export function chatOf(text: string, more: Partial<Chat> = {}): Chat {
  return { messages: [{ role: 'user', content: text }], stream: true, ...more };
}

export function hear(): Heard {
  const heard: Heard = {
    parts: [],
    open(head) { if (heard.head) throw new Error('opened twice'); heard.head = head; },
    write(parts) { heard.parts.push(...parts); return true; },
    onDrain: () => undefined,
    close(outcome) { if (heard.outcome) throw new Error('closed twice'); heard.outcome = outcome; },
    text: () => heard.parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
  };
  return heard;
}

/** A whole core on virtual time, with scripted providers. The default ones: A with "one" and "two", B with "three". */
export function testCore(script: Script, { providers, seed = 1 }: { providers?: ProviderConfig[]; seed?: number } = {}): TestCore {
  const clock = virtualClock();
  const net = scriptedNet(clock, (body, index) => script(String(body.model), index, body));
  const store = memoryStore({ clock });
  const core = createCore({ clock, dice: seededDice(seed), net, store });
  const problems = core.configure({ providers: providers ?? [provider('A', [model('one'), model('two')]), provider('B', [model('three')])] });
  if (problems.length > 0) throw new Error(problems[0]?.failure.message);
  const events: RunEvent[] = [];
  core.listen((event) => events.push(event));
  return {
    core, clock, net, store, events,
    async ask(text, { plan, options, chat } = {}) {
      const run = core.run(chatOf(text, chat), plan, options);
      const heard = hear();
      run.pipe(heard);
      const outcome = await finish(clock, run.done);
      return { ...outcome, heard };
    },
  };
}

/** Moves time on until the promise is settled. */
export async function finish<T>(clock: VirtualClock, promise: Promise<T>, withinMs = 300_000): Promise<T> {
  let done = false;
  void promise.finally(() => { done = true; });
  for (let passed = 0; passed <= withinMs; passed += 50) {
    await clock.advanceAsync(done ? 0 : 50);
    if (done) return promise;
  }
  throw new Error(`nothing ended within ${withinMs} ms`);
}
