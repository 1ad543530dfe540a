import { failure, type FailureKind } from '../../src/chat/failure';
import type { Clock } from '../../src/clock';
import type { Call, Net, Sending, Taker } from '../../src/net/net';

/** One thing that a scripted provider does, in order. Times are from the step before. */
export type Step =
  | { after?: number; head: number; headers?: Record<string, string> }
  | { after?: number; data: string }
  | { after?: number; end: true }
  | { after?: number; fail: FailureKind }
  /** Nothing more, ever. */
  | { hang: true };

export interface ScriptedCall { call: Call; body: Record<string, unknown>; aborted: boolean; ended: boolean; paused: boolean }

/** A network on a test's own time: each call gets the steps that `script` returns for it. */
export interface ScriptedNet extends Net {
  calls: ScriptedCall[];
  /** Calls that were neither aborted nor ended. */
  open(): number;
}

export function scriptedNet(clock: Clock, script: (body: Record<string, unknown>, index: number, call: Call) => Step[]): ScriptedNet {
  const calls: ScriptedCall[] = [];
  return {
    calls,
    open: () => calls.filter((one) => !one.aborted && !one.ended).length,
    send(call, taker) {
      const body = call.body === undefined ? {} : JSON.parse(String(call.body)) as Record<string, unknown>;
      const record: ScriptedCall = { call, body, aborted: false, ended: false, paused: false };
      calls.push(record);
      return play(clock, record, script(body, calls.length - 1, call), taker);
    },
    close: () => Promise.resolve(),
  };
}

function play(clock: Clock, record: ScriptedCall, steps: Step[], taker: Taker): Sending {
  let at = 0;
  let cancel: () => void = () => undefined;
  const next = (): void => {
    const step = steps[at];
    if (record.aborted || record.ended || record.paused || !step || 'hang' in step) return;
    cancel = clock.after(step.after ?? 0, () => { at++; act(step); });
  };
  const act = (step: Step): void => {
    if (record.aborted) return;
    if ('head' in step) taker.head(step.head, { 'content-type': step.head === 200 ? 'text/event-stream' : 'application/json', ...step.headers });
    else if ('data' in step) record.paused = !taker.data(Buffer.from(step.data));
    else if ('fail' in step) { record.ended = true; taker.fail(failure(step.fail, `scripted ${step.fail}`)); return; }
    else { record.ended = true; taker.end(); return; }
    next();
  };
  next();
  return {
    abort() { record.aborted = true; cancel(); },
    resume() { if (record.paused) { record.paused = false; next(); } },
  };
}

const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const chunk = (delta: object, finish: string | null = null): string =>
  event({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] });

/** OpenAI's words for scripts. */
export const openai = {
  chunk, event,
  role: chunk({ role: 'assistant', content: '' }),
  text: (text: string) => chunk({ content: text }),
  finish: (reason = 'stop') => chunk({}, reason),
  usage: (input: number, output: number) => event({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [], usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output } }),
  done: 'data: [DONE]\n\n',
};

export interface Saying { firstMs?: number; eachMs?: number; input?: number; output?: number }

/** The steps of a good streamed answer, word by word. */
export function say(text: string, { firstMs = 10, eachMs = 1, input = 10, output = 5 }: Saying = {}): Step[] {
  const words = text.match(/\S+\s*/g) ?? [];
  return [
    { after: 1, head: 200 }, { data: openai.role },
    ...words.map((word, index): Step => ({ after: index === 0 ? firstMs : eachMs, data: openai.text(word) })),
    { data: openai.finish() + openai.usage(input, output) + openai.done }, { end: true },
  ];
}

/** The steps of an error reply. */
export function refuse(status: number, error: object = { message: `scripted ${status}` }, headers: Record<string, string> = {}): Step[] {
  return [{ after: 1, head: status, headers }, { data: JSON.stringify({ error }) }, { end: true }];
}
