import type { Response } from 'express';
import { failure, type Failure } from '../../src/chat/failure';
import type { Clock } from '../../src/clock';
import type { ClientDialect } from '../../src/inbound/dialect';
import type { Outcome } from '../../src/run/outcome';
import { cutWhenSlow } from './slow-client';

/** What is known of a waiting client from its request, so that nobody needs the body later. */
export interface Client {
  dialect: ClientDialect;
  /** Wants the answer in pieces. */
  stream: boolean;
  /** Wants a usage chunk at the end of the stream. */
  includeUsage: boolean;
  /** The model as the client wrote it, and what it stands for: an alias leaves the choice to the flow. */
  asked?: string;
  model?: string;
  clientNamesModels: boolean;
  session?: string;
  /** The name of its key. */
  caller?: string;
  user?: string;
  /** How long the flow may take; Infinity: as long as it likes. */
  unansweredMs: number;
}

/** An answer that was not streamed, kept for reply: it needs tool calls, usage and finish reason, which are not on the message. */
export interface Kept { outcome: Outcome; text: string }

export type TicketState = 'waiting' | 'running' | 'open' | 'ended';

/**
 * One HTTP client that waits for one answer. Whoever claims it first writes; nobody else can. An endpoint's client has a 504 clock
 * that runs only while no ask works for it, so a dropped message never leaves it hanging, and a slow model is not cut by it.
 */
export class Ticket {
  /** By run. */
  private answers: Map<string, Kept> | undefined;
  private readonly runs: ((why: string) => void)[] = [];
  private claimed = false;
  private over = false;
  private left: number;
  private sinceMs = 0;
  private stopClock: (() => void) | undefined;
  private stopSlow: (() => void) | undefined;

  constructor(readonly id: string, readonly response: Response, readonly client: Client, private readonly clock: Clock, onEnd: (ticket: Ticket) => void) {
    this.left = client.unansweredMs;
    const end = (): void => {
      if (this.over) return;
      this.over = true;
      this.pause();
      this.stopSlow?.();
      if (this.gone) for (const cancel of [...this.runs]) cancel('the client has gone');
      this.answers = undefined;
      onEnd(this);
    };
    response.once('close', end);
    if (response.closed || response.destroyed || response.writableEnded) end();
    else this.resume();
  }

  get state(): TicketState {
    if (this.over || this.response.writableEnded) return 'ended';
    if (this.claimed) return 'open';
    return this.runs.length > 0 ? 'running' : 'waiting';
  }

  /** It went away before it had its answer. */
  get gone(): boolean { return this.over && !this.response.writableEnded; }

  /** What a run answered, for the reply that is still to come. */
  keep(run: string, kept: Kept): void { (this.answers ??= new Map()).set(run, kept); }
  keptOf(run: string | undefined): Kept | undefined { return run === undefined ? undefined : this.answers?.get(run); }

  /** A run works for this client: its clock stands still, and the run is cancelled should the client go. Returns what ends that. */
  hold(cancel: (why: string) => void): () => void {
    this.runs.push(cancel);
    this.pause();
    if (this.gone) cancel('the client has gone');
    return () => {
      const at = this.runs.indexOf(cancel);
      if (at < 0) return;
      this.runs.splice(at, 1);
      if (this.runs.length === 0) this.resume();
    };
  }

  /** True for the first who wants to write, false for all others. The clock ends with it. */
  claim(): boolean {
    if (!this.take()) return false;
    this.watch();
    return true;
  }

  /** Sends a whole answer. False where another was sent before. */
  send(status: number, headers: Record<string, string>, body: string): boolean {
    if (!this.take()) return false;
    const { response } = this;
    response.statusCode = status;
    // Not Express's way, which looks for a charset in each.
    for (const name in headers) response.setHeader(name, headers[name] as string);
    response.end(body);
    // As a rule the system has taken all of it by now.
    if (response.writableLength > 0) this.watch();
    return true;
  }

  /** Sends a failure in the client's own dialect. */
  refuse(problem: Failure): boolean {
    const { status, headers, body } = this.client.dialect.refuse(problem);
    return this.send(status, headers, body);
  }

  private take(): boolean {
    if (this.claimed || this.state === 'ended' || this.response.headersSent) return false;
    this.claimed = true;
    this.pause();
    return true;
  }

  private watch(): void { this.stopSlow = cutWhenSlow(this.response, this.clock); }

  private pause(): void {
    if (!this.stopClock) return;
    this.stopClock();
    this.stopClock = undefined;
    this.left -= this.clock.monoMs() - this.sinceMs;
  }

  private resume(): void {
    if (this.claimed || this.over || this.stopClock || this.left === Infinity) return;
    this.sinceMs = this.clock.monoMs();
    this.stopClock = this.clock.after(Math.max(0, this.left), () => {
      this.refuse(failure('unanswered', `The flow sent no answer within ${Math.round(this.client.unansweredMs / 1000)} s. See that every path ends in a reply node.`));
    });
  }
}
