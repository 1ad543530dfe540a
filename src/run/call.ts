import type { Begun } from '../admit/guards';
import type { Chat } from '../chat/chat';
import type { Failure } from '../chat/failure';
import type { Part } from '../chat/part';
import type { Call } from '../net/net';
import type { Decoder, Warning } from '../outbound/dialect';
import { Attempt, type AttemptLimits } from './attempt';
import type { Chosen } from './chooser';
import type { Collector } from './collect';
import { judge } from './judge';
import type { Machinery } from './machinery';
import type { Settings } from './options';
import type { Attempt as AttemptRecord } from './outcome';
import type { Prepared } from './prepare';
import { recordOf, release, settle, type Settled } from './settle';
import { withKey } from './with-key';
import { withoutKey } from './without-key';
import { withoutPrompt } from './without-prompt';

/** What one call needs of its run. */
export interface Caller {
  id: string;
  startedMs: number;
  settings: Settings;
  prepared: Prepared;
  /** What to ask: the prepared chat, or that with the beginning of the answer. */
  chat: Chat;
  /** It continues an answer: then it may well have nothing to add. */
  resumes: boolean;
  /** Tokens of the answer that are there already. */
  begun: Begun;
  /** The call's number in its run, from 1. */
  number: number;
  limits: AttemptLimits;
  /** Where its parts are gathered. */
  collected: Collector;
  /** The attempt is under way: it can be aborted from now on. */
  began(attempt: Attempt): void;
  /** False pauses the upstream until the attempt's `resume`. */
  take(parts: Part[], attempt: Attempt): boolean;
  warn(message: string): void;
}

export interface Called {
  failure?: Failure;
  record: AttemptRecord;
  /** Gives the hold back and enters the cost. To be called once, whatever happens. */
  settle(): Promise<void>;
}

/** One call of the chosen candidate, from its translation to its end. Where it never begins, the hold is given back. */
export async function call(machinery: Machinery, chosen: Chosen, caller: Caller): Promise<Called> {
  const { target, dialect } = chosen.served;
  const { collected } = caller;
  const ready = await makeReady(caller, chosen).catch(async (reason: unknown) => {
    await release(machinery, chosen);
    throw reason;
  });
  for (const warning of ready.warnings) caller.warn(warning.message);
  const [attempt, ended] = await new Promise<[Attempt, Failure | undefined]>((resolve) => {
    const started: Attempt = new Attempt({
      net: machinery.net, clock: machinery.clock, watch: machinery.watch, dialect, target,
      decoder: ready.decoder, limits: caller.limits,
    }, {
      parts: (parts) => { collected.add(parts); return caller.take(parts, started); },
      limits: (limits) => machinery.signals.limits(chosen.key, limits),
      ended: (reason) => resolve([started, reason]),
    });
    caller.began(started);
    started.send(ready.handOver());
  });
  const reason = ended ? withoutPrompt(withoutKey(ended, chosen.served.config), caller.chat) : caller.resumes ? undefined : judge(collected, chosen);
  const { settings, prepared } = caller;
  const over: Settled = {
    chosen, attempt, collected, failure: reason, runId: caller.id, number: caller.number, startedMs: caller.startedMs,
    inputTokens: prepared.request.tokens.estimate, budgets: prepared.budgets, chanceMs: Math.min(settings.silentForMs, settings.totalWithinMs / 2),
    node: settings.node, caller: settings.caller, session: settings.session ?? prepared.memory?.session,
  };
  const record = recordOf(machinery, over);
  return { failure: reason, record, settle: () => settle(machinery, over, record) };
}

/** The call as it goes out, and what reads the reply. */
async function makeReady({ chat, begun }: Caller, chosen: Chosen): Promise<Ready> {
  const { served } = chosen;
  const { dialect, target } = served;
  const how = { stream: true, maxTokens: chosen.maxTokens(begun) };
  const { call: bare, warnings } = dialect.encode(chat, target, how);
  return new Ready(await withKey(bare, served), dialect.decoder(chat, target, how), warnings);
}

class Ready {
  constructor(private call: Call | undefined, readonly decoder: Decoder, readonly warnings: Warning[]) {}

  /** Once: nobody here holds it after that. */
  handOver(): Call {
    const call = this.call as Call;
    this.call = undefined;
    return call;
  }
}
