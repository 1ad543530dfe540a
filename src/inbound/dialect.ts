import type { Chat } from '../chat/chat';
import type { DialectId } from '../chat/extra';
import type { Failure } from '../chat/failure';
import type { Part } from '../chat/part';
import type { Outcome, AnswerHead } from '../run/outcome';

/** Writes one answer in the client's dialect. Returned text goes on the wire as it is; empty text means nothing to send. */
export interface AnswerWriter {
  /** Called once, when the answer is committed. */
  open(head: AnswerHead): string;
  push(parts: readonly Part[]): string;
  /** The end of the stream: usage, terminator; or an error event when the outcome is a failure. */
  end(outcome: Outcome): string;
}

export interface Refusal { status: number; headers: Record<string, string>; body: string }

/** How a client speaks. `read` throws FailureError(bad_request) that names the field and the remedy. */
export interface ClientDialect {
  id: DialectId;
  read(body: unknown): Chat;
  streamType: string;
  writer(chat: { include_usage?: boolean }): AnswerWriter;
  wholeType: string;
  /** The whole answer. `text`, where given, stands in place of the answer's own text (a flow changed it). */
  whole(outcome: Outcome, text?: string): string;
  refuse(failure: Failure): Refusal;
}
