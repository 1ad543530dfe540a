import { failures, type Failure } from '../chat/failure';
import { costMicros } from '../chat/price';
import type { BudgetWish } from '../decide/plan';
import { budgetGuard, budgetGuardKey, oncePerBudget } from '../ledger/budget';
import { entryKey, keepEntriesMs, type Entry } from '../ledger/entry';
import { hash } from 'node:crypto';
import type { Actual } from '../store/store';
import type { Attempt } from './attempt';
import type { Chosen } from './chooser';
import type { Collector } from './collect';
import type { Machinery } from './machinery';
import type { Attempt as AttemptRecord } from './outcome';
import { usageOf } from './usage-of';

export interface Settled {
  chosen: Chosen;
  attempt: Attempt;
  collected: Collector;
  failure?: Failure;
  /** A call that was given less time than this says nothing of a model that did not speak. */
  chanceMs: number;
  runId: string;
  number: number;
  startedMs: number;
  inputTokens: number;
  budgets: readonly BudgetWish[];
  node?: { id: string; name?: string };
  caller?: string;
  session?: string;
}

/** What one attempt used and cost, as it is told; what follows from it for the books, `settle` does. */
export function recordOf({ clock }: Machinery, { chosen, attempt, collected, failure, inputTokens, startedMs }: Settled): AttemptRecord {
  const { config, target: { model } } = chosen.served;
  const usage = usageOf(collected, inputTokens, attempt.accepted, failure);
  return {
    provider: config.name, model: model.name,
    startedMs: attempt.sentAtMs - startedMs, totalMs: clock.monoMs() - attempt.sentAtMs,
    firstTokenMs: attempt.firstTokenAtMs === undefined ? undefined : attempt.firstTokenAtMs - attempt.sentAtMs,
    usage, costMicros: usage === undefined ? 0 : model.price ? costMicros(model.price, usage) : null, failure,
  };
}

/**
 * Ends one attempt for good: frees what was held, enters what was really used, and tells the signals.
 * Budgets are charged under the window they were held in: a run over midnight belongs to its day. Never rejects.
 */
export async function settle(machinery: Machinery, ended: Settled, record: AttemptRecord): Promise<void> {
  const { clock, signals, store, room, alerts } = machinery;
  const { chosen } = ended;
  signals.ended(chosen.key);
  tellSignals(machinery, ended, record);
  try {
    const budgetKeys = ended.budgets.map((wish) => budgetGuardKey(wish, chosen.heldAtMs));
    const entry = entryOf(ended, record, [...new Set(budgetKeys)], clock.wallMs());
    const settled = store.settle({ id: chosen.hold, actuals: actualsOf(ended, record), entry: { key: entryKey(entry), value: entry, keepMs: keepEntriesMs } });
    if (settled instanceof Promise) await settled;
    for (const [index, wish] of ended.budgets.entries()) {
      const budget = budgetKeys[index] as string;
      const level = store.level(budget);
      alerts.look(wish, budget, level instanceof Promise ? await level : level, clock.wallMs());
    }
  } catch {
    // The hold expires by itself; `store.trouble()` shows the store's own state.
  }
  room.freed(chosen.served.config.name);
}

/** A guard that is not named gets 0: a slot is given back whole. */
function actualsOf(ended: Settled, record: AttemptRecord): Actual[] {
  const tokens = record.usage ? record.usage.input + record.usage.output : 0;
  const actuals: Actual[] = oncePerBudget(ended.budgets, ended.chosen.heldAtMs).map((wish) => {
    const { key, keepMs } = budgetGuard(wish, ended.chosen.heldAtMs, 0);
    return { key, keepMs, amount: record.costMicros ?? 0 };
  });
  // How it drains is said again: the store that held it may not be the one that hears this (see `store/until-free.ts`).
  for (const { key, rate, keepMs } of ended.chosen.perMinute) actuals.push({ key, rate, keepMs, amount: key.startsWith('rate:requests:') ? 1 : tokens });
  return actuals;
}

function entryOf(ended: Settled, record: AttemptRecord, budgets: string[], atMs: number): Entry {
  const { usage } = record;
  return {
    run: ended.runId, attempt: ended.number, atMs, totalMs: Math.round(record.totalMs),
    firstTokenMs: record.firstTokenMs === undefined ? undefined : Math.round(record.firstTokenMs),
    node: ended.node, caller: ended.caller, session: ended.session === undefined ? undefined : sessionHash(ended.session),
    provider: record.provider, model: record.model, vendor: ended.chosen.served.target.vendor.id,
    tokens: usage && { input: usage.input, output: usage.output, cacheRead: usage.cacheRead, cacheWrite: usage.cacheWrite, reasoning: usage.reasoning },
    costMicros: record.costMicros, estimated: usage?.estimated, outcome: record.failure?.kind ?? 'answered', budgets,
  };
}

/** Enough to follow one conversation through the ledger, too little to join it. */
function sessionHash(session: string): string {
  return hash('sha256', session, 'base64url').slice(0, 12);
}

function tellSignals(machinery: Machinery, ended: Settled, record: AttemptRecord): void {
  const { signals } = machinery;
  const { key } = ended.chosen;
  const { failure } = ended;
  if (record.firstTokenMs !== undefined) {
    signals.firstToken(key, record.firstTokenMs);
    const output = record.usage?.output ?? 0;
    if (!failure && output > 1) signals.pace(key, (record.totalMs - record.firstTokenMs) / output);
  } else if (failure?.kind === 'slow' || failure?.kind === 'deadline') {
    // The true time is longer than this: a bound, not a sample.
    signals.censored(key, record.totalMs);
  }
  if (record.usage && !record.usage.estimated) signals.tokens(key, ended.inputTokens, record.usage.input);
  if (!failure) return signals.succeeded(key);
  // The run's deadline is the model's fault only where that was silent, and had its time: not a few milliseconds after a long wait for a slot.
  const excused = failure.kind === 'deadline' && (record.firstTokenMs !== undefined || record.totalMs < ended.chanceMs);
  if (failures[failure.kind].health !== 'none' && !excused) signals.failed(key, failure);
}

/** Gives a hold back of which nothing was used. */
export async function release({ store, signals, room }: Machinery, chosen: Chosen): Promise<void> {
  signals.ended(chosen.key);
  try {
    const settled = store.settle({ id: chosen.hold, actuals: [] });
    if (settled instanceof Promise) await settled;
  } catch {
    // The hold expires by itself.
  }
  room.freed(chosen.served.config.name);
}
