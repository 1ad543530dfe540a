import type { Part } from '../chat/part';
import type { AnswerHead, Outcome } from './outcome';

/**
 * Who takes an answer. `open` is the commit: before it the run may change its mind, after it never.
 * A sink that throws is treated as a client that has gone.
 */
export interface Sink {
  /** Takes the answer from the outcome: no parts are written, and `open` comes just before `close`. */
  readonly whole?: boolean;
  open(head: AnswerHead): void;
  /** False: no more until `onDrain`'s callback is called. Time that the client pauses never counts as upstream silence. */
  write(parts: readonly Part[]): boolean;
  onDrain(resume: () => void): void;
  /** Always called once, last; without `open` before it where nothing was committed. */
  close(outcome: Outcome): void;
}
