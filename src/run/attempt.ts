import { FailureError, type Failure } from '../chat/failure';
import { isToken, type Part } from '../chat/part';
import type { Clock } from '../clock';
import type { Call, Net, ReplyHeaders, Sending, Taker } from '../net/net';
import { beginsAsJson, SseReader } from '../net/sse';
import type { Decoder, Limits, ProviderDialect, Target } from '../outbound/dialect';
import { cut, late, malformed, named, seconds } from './attempt-failures';
import { Lingering } from './linger';
import type { Watch, Watched } from './watch';

/** Bounds on what a provider may make us hold: an error text, a whole answer, and one that comes wrapped in events. */
const errorBytes = 64 * 1024;
const wholeBytes = 32 * 1024 * 1024;
const streamBytes = 128 * 1024 * 1024;
const tooLarge = 'an answer that is too large';
/** How long to wait for what is hardly worth it: late usage after a finish reason, the end of an error's text. */
const lateMs = 2_000;
/** Pings keep a call alive without a word for so many times the silence that is allowed without them. */
const pingsFor = 2;

export interface AttemptEvents {
  /** One batch a network read. False: no more until `resume`. */
  parts(parts: Part[]): boolean;
  limits(limits: Limits): void;
  /** Once, last. Without a failure the answer is complete. */
  ended(failure?: Failure): void;
}

export interface AttemptLimits {
  /** From the sending; undefined while no other candidate is left. */
  firstWordsWithinMs?: number;
  silentForMs: number;
}

export interface AttemptInput {
  net: Net; clock: Clock; watch: Watch;
  dialect: ProviderDialect; target: Target; decoder: Decoder; limits: AttemptLimits;
}

/**
 * One call of one provider, from the sending to its end. Knows nothing of candidates, money or clients:
 * it turns bytes into parts and every kind of ending into one `ended`.
 */
export class Attempt implements Taker, Watched {
  firstTokenAtMs: number | undefined;
  readonly sentAtMs: number;
  private sending: Sending | undefined;
  private reader: SseReader | undefined;
  private batch: Part[] = [];
  private body: Uint8Array[] | undefined;
  private bodyBytes = 0;
  private status = 0;
  private headers: ReplyHeaders = {};
  /** The last byte, and the last of them that said something. */
  private heardAtMs: number;
  private saidAtMs = 0;
  private headAtMs = 0;
  private pausedAtMs: number | undefined;
  private finishedAtMs: number | undefined;
  private over = false;
  private lingering: Lingering | undefined;

  constructor(private readonly input: AttemptInput, private readonly events: AttemptEvents) {
    this.sentAtMs = this.heardAtMs = input.clock.monoMs();
  }

  /** The first turn in which something goes out. Events come later than this call returns. The call is not kept: it may be large, and the answer long. */
  send(call: Call): void {
    this.input.watch.join(this);
    this.sending = this.input.net.send(call, this);
  }

  /** Ends it from our side: nothing is reported afterwards but this failure. */
  abort(reason: Failure): void { this.finish(reason); }

  resume(): void {
    if (this.over || this.pausedAtMs === undefined) return;
    this.pausedAtMs = undefined;
    this.heardAtMs = this.saidAtMs = this.input.clock.monoMs();
    this.sending?.resume();
  }

  head(status: number, headers: ReplyHeaders): void {
    this.status = status;
    this.headers = headers;
    this.heard();
    this.headAtMs = this.heardAtMs;
    const limits = this.input.dialect.limits(headers);
    if (limits) this.events.limits(limits);
    if (status === 200 && /event-stream/i.test(headers['content-type'] ?? '')) this.reader = new SseReader(this.onEvent);
    else this.body = [];
  }

  data(bytes: Uint8Array): boolean {
    if (this.over) return true;
    this.heard();
    // JSON under the name of a stream: most likely an error.
    if (this.bodyBytes === 0 && this.reader && beginsAsJson(bytes)) {
      this.reader = undefined;
      this.body = [];
    }
    this.bodyBytes += bytes.length;
    if (this.body) return this.keep(this.body, bytes);
    if (this.bodyBytes > streamBytes) { this.finish(malformed(this.input.target, tooLarge)); return true; }
    return this.guarded(() => {
      this.reader?.push(bytes);
      return this.deliver();
    });
  }

  end(): void {
    if (this.over) return this.lingering?.ended();
    if (this.body) return this.endWhole(Buffer.concat(this.body).toString('utf8'));
    this.guarded(() => {
      this.reader?.end();
      const last = this.input.decoder.end();
      this.batch.push(...last.parts);
      this.deliver();
      if (!this.over) this.finish(last.complete ? undefined : cut(this.input.target, 'the stream ended in the middle'));
      return true;
    });
  }

  fail(reason: Failure): void {
    if (this.over) return this.lingering?.ended();
    // With a finish reason the answer is whole, however the socket ended.
    if (this.finishedAtMs !== undefined) return this.end();
    this.finish(named(this.input.target, reason));
  }

  look(nowMs: number): void {
    if (this.over) return;
    const { firstWordsWithinMs, silentForMs } = this.input.limits;
    // A finished answer is not silent: only late usage may still come.
    if (this.finishedAtMs !== undefined) {
      if (nowMs - this.finishedAtMs >= lateMs) this.end();
      return;
    }
    if (this.firstTokenAtMs === undefined && firstWordsWithinMs !== undefined && nowMs - this.sentAtMs >= firstWordsWithinMs) {
      return this.finish(late(this.input.target, 'slow', `sent no first word within ${seconds(firstWordsWithinMs)}`));
    }
    if (this.isRefusal && nowMs - this.headAtMs >= lateMs) return this.end();
    // Before its first word a model may think as long as the first words' and the total limit allow; silence counts after it.
    if (this.firstTokenAtMs === undefined || this.pausedAtMs !== undefined) return;
    if (nowMs - this.heardAtMs >= silentForMs) return this.finish(late(this.input.target, 'stalled', `was silent for ${seconds(silentForMs)}`));
    if (nowMs - this.saidAtMs >= silentForMs * pingsFor) this.finish(late(this.input.target, 'stalled', `said nothing for ${seconds(silentForMs * pingsFor)}`));
  }

  /** The vendor has taken the call on, and may bill it however it ends. A web page is no answer of a model: a wrong address leads to it. */
  get accepted(): boolean { return this.status >= 200 && this.status < 300 && !/html/i.test(this.headers['content-type'] ?? ''); }

  private get isRefusal(): boolean { return this.status >= 300; }

  private heard(): void { this.heardAtMs = this.input.clock.monoMs(); }

  private keep(body: Uint8Array[], bytes: Uint8Array): boolean {
    if (this.bodyBytes <= (this.status === 200 ? wholeBytes : errorBytes)) { body.push(bytes); return true; }
    if (this.status === 200) this.finish(malformed(this.input.target, tooLarge));
    else this.end();
    return true;
  }

  private endWhole(text: string): void {
    const { dialect, target, clock, decoder } = this.input;
    if (this.isRefusal) {
      return this.finish(dialect.failure({ status: this.status, headers: this.headers, body: text }, target, clock.wallMs()));
    }
    this.guarded(() => {
      this.batch = decoder.whole(text);
      this.deliver();
      if (!this.over) this.finish(this.finishedAtMs === undefined ? malformed(this.input.target, 'an answer without an end') : undefined);
      return true;
    });
  }

  private readonly onEvent = (event: { name?: string; data: string }): void => {
    const { decoder } = this.input;
    const before = decoder.said;
    const parts = decoder.event(event);
    if (decoder.said > before) this.saidAtMs = this.heardAtMs;
    if (this.batch.length === 0) this.batch = parts;
    else this.batch.push(...parts);
  };

  /** Hands the batch on, and ends where the vendor has ended. */
  private deliver(): boolean {
    const parts = this.batch;
    this.batch = [];
    let errors = 0;
    let broken: Failure | undefined;
    for (const part of parts) {
      if (part.type === 'error') {
        errors++;
        // With a finish reason the answer is whole, whatever the vendor says of itself after it.
        if (this.finishedAtMs === undefined) broken ??= part.failure;
      }
      else if (part.type === 'finish') this.finishedAtMs ??= this.input.clock.monoMs();
      else if (this.firstTokenAtMs === undefined && isToken(part)) this.firstTokenAtMs = this.input.clock.monoMs();
    }
    let more = true;
    if (parts.length > 0) more = this.events.parts(errors > 0 ? parts.filter((part) => part.type !== 'error') : parts);
    if (this.over) return true;
    if (broken) { this.finish(named(this.input.target, broken)); return true; }
    if (this.input.decoder.done) { this.finishKept(); return true; }
    // After the end only the usage comes: it is small, and is not to be lost since the client is slow.
    if (more || this.finishedAtMs !== undefined) return true;
    this.pausedAtMs ??= this.input.clock.monoMs();
    return false;
  }

  /** A decoder or reader that throws is a reply that cannot be read, never an exception that escapes. */
  private guarded(work: () => boolean): boolean {
    try {
      return work();
    } catch (reason) {
      this.finish(reason instanceof FailureError ? named(this.input.target, reason.failure) : malformed(this.input.target, 'a reply that cannot be read'));
      return true;
    }
  }

  /** The vendor said that it is over. */
  private finishKept(): void {
    const sending = this.sending;
    this.sending = undefined;
    this.finish(undefined);
    if (sending) this.lingering = new Lingering(this.input.watch, sending, this.input.clock.monoMs() + lateMs);
  }

  private finish(reason: Failure | undefined): void {
    if (this.over) return;
    this.over = true;
    this.input.watch.leave(this);
    this.sending?.abort();
    this.events.ended(reason);
  }
}
