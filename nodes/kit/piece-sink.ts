import { endsInHalf } from '../../src/chat/half-character';
import type { Part } from '../../src/chat/part';
import type { Clock } from '../../src/clock';
import type { AnswerHead } from '../../src/run/outcome';
import type { ClientSink } from './http-sink';

export interface Pieces {
  /** "pieces": what is new since the last message. "text so far": all of it. */
  as: 'pieces' | 'text so far';
  everyMs: number;
  /** Sends one message on; `index` counts from 0, `run` is whose answer it is. False: just now there is no node to send it, as in the midst of a deploy. */
  emit(text: string, index: number, run: string): boolean;
}

/** `count` messages were sent, with so many letters of the text in all: what is left is for the reply's last message. */
export interface PieceSink extends ClientSink { readonly count: number; readonly letters: number }

/**
 * An answer as ordinary messages while it comes, for websockets, dashboards and chats: not more often than every so many
 * milliseconds. The last piece is left to reply, which sends it with the whole message.
 */
export function pieceSink(clock: Clock, pieces: Pieces): PieceSink { return new Sink(clock, pieces); }

class Sink implements PieceSink {
  count = 0;
  /** So many letters have been sent. */
  letters = 0;
  private all = '';
  private run = '';
  private cancel: (() => void) | undefined;

  constructor(private readonly clock: Clock, private readonly pieces: Pieces) {}

  get delivered(): boolean { return this.count > 0; }

  open(head: AnswerHead): void { this.run = head.id; }
  write(parts: readonly Part[]): boolean {
    for (const part of parts) if (part.type === 'text') this.all += part.text;
    this.cancel ??= this.clock.after(this.pieces.everyMs, this.flush);
    return true;
  }
  onDrain(): void {}
  close(): void { this.cancel?.(); }

  private readonly flush = (): void => {
    const { all, letters, pieces } = this;
    this.cancel = undefined;
    const end = endsInHalf(all) ? all.length - 1 : all.length;
    if (end === letters) return;
    if (!pieces.emit(all.slice(pieces.as === 'pieces' ? letters : 0, end), this.count, this.run)) return;
    this.letters = end;
    this.count++;
  };
}
