import { createHook } from 'node:async_hooks';
import { getHeapCodeStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How much there is of each thing, by name. */
export type Census = Record<string, number>;

export interface Handles {
  /** Timers that run and handles that are open now: also those that keep no process alive. */
  now(): Census;
  stop(): void;
}

const counted = new Set(['Timeout', 'TCPWRAP', 'TCPSERVERWRAP', 'PIPEWRAP', 'FSEVENTWRAP', 'STATWATCHER', 'PROCESSWRAP', 'WORKER']);

/** Counts from now on: `process.getActiveResourcesInfo()` leaves out what is unref'd, and all our timers are. */
export function countHandles(): Handles {
  const living = new Map<number, string>();
  const hook = createHook({
    init(id, type) { if (counted.has(type)) living.set(id, type); },
    destroy(id) { living.delete(id); },
  }).enable();
  return {
    now() {
      const census: Census = {};
      for (const type of living.values()) census[type] = (census[type] ?? 0) + 1;
      return census;
    },
    stop: () => { hook.disable(); },
  };
}

/** The listeners of an emitter, by event. */
export function listenersOf(name: string, emitter: NodeJS.EventEmitter): Census {
  return Object.fromEntries(emitter.eventNames().map((event) => [`${name} "${String(event)}"`, emitter.listenerCount(event)]));
}

/** The sizes of all sets, maps and lists that an object holds, and those of what it holds in turn; whatever they may be called. */
export function sizesOf(name: string, value: object, leaveOut: ReadonlySet<string>, seen = new Set<object>()): Census {
  const census: Census = {};
  seen.add(value);
  for (const [key, part] of Object.entries(value) as [string, unknown][]) {
    if (typeof part !== 'object' || part === null || seen.has(part) || leaveOut.has(key)) continue;
    const place = `${name}.${key}`;
    if (part instanceof Map || part instanceof Set) census[place] = part.size;
    else if (Array.isArray(part)) census[place] = part.length;
    else Object.assign(census, sizesOf(place, part, leaveOut, seen));
  }
  return census;
}

/** Objects of which nobody should know any more, sooner or later. */
export class Remains {
  private refs: WeakRef<object>[] = [];

  add(object: object): void { this.refs.push(new WeakRef(object)); }

  /** Those that live on. Only after a collection of garbage, and in another turn than the last look, does that mean anything. */
  living(): number {
    this.refs = this.refs.filter((ref) => ref.deref() !== undefined);
    return new Set(this.refs.map((ref) => ref.deref())).size;
  }
}

/** What there is more of than there was, as "name: 3, was 2". */
export function more(now: Census, before: Census): string[] {
  return Object.entries(now).filter(([name, count]) => count > (before[name] ?? 0)).map(([name, count]) => `${name}: ${count}, was ${before[name] ?? 0}`);
}

let collect: (() => void) | undefined;

/** Lets go of all that nobody knows any more. */
export async function collectGarbage(): Promise<void> {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  // Twice, in turns of their own: what was ended with the first lets go of more.
  for (let round = 0; round < 2; round++) {
    collect();
    await new Promise((resolve) => { setImmediate(resolve); });
  }
}

/** Bytes of the heap in use. Without what code takes: it is compiled as it gets warm, long after the first requests. */
export function heapBytes(): number {
  const { code_and_metadata_size: machineCode, bytecode_and_metadata_size: bytecode } = getHeapCodeStatistics();
  return process.memoryUsage().heapUsed - machineCode - bytecode;
}
