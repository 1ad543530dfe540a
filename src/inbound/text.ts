import { textOf } from '../chat/blocks';
import { failures } from '../chat/failure';
import { endsInHalf } from '../chat/half-character';
import type { Part } from '../chat/part';
import type { Outcome } from '../run/outcome';
import type { AnswerWriter, ClientDialect } from './dialect';
import { readQuestion } from './prompt';
import { retryHeaders } from './retry-after';

const textType = 'text/plain; charset=utf-8';
const sorry = (message: string) => `Sorry: ${message}`;

/**
 * A client that asks in plain text and reads plain text: a form, a shell script, a display.
 * Reasoning and tool calls have no place in it; a refusal is what the model says, so it is shown.
 */
export const textDialect: ClientDialect = {
  id: 'text',
  read: (body) => readQuestion(body, 'body'),
  streamType: textType,
  writer: () => new TextWriter(),
  wholeType: textType,
  whole: (outcome, text) => text ?? (outcome.status === 'answered' ? said(outcome) : sorry(outcome.failure?.message ?? 'the answer was cancelled.')),
  refuse: (failure) => ({
    status: failures[failure.kind].status, headers: { 'content-type': textType, ...retryHeaders(failure) }, body: sorry(failure.message),
  }),
};

class TextWriter implements AnswerWriter {
  /** The first half of a character, kept until the second comes: each alone would be written as a replacement sign. */
  private half = '';

  open(): string { return ''; }

  push(parts: readonly Part[]): string {
    let text = this.half;
    for (const part of parts) if (part.type === 'text' || part.type === 'refusal') text += part.text;
    this.half = endsInHalf(text) ? text.slice(-1) : '';
    return this.half === '' ? text : text.slice(0, -1);
  }

  /** Plain text has no other way to say that this is not all. */
  end(outcome: Outcome): string {
    return this.half + (outcome.status === 'failed' && outcome.failure ? `\n\n${sorry(outcome.failure.message)}\n` : '');
  }
}

function said({ answer }: Outcome): string {
  if (!answer) return '';
  const refusal = answer.content.map((block) => (block.type === 'refusal' ? block.refusal : '')).join('');
  return textOf(answer.content) + refusal;
}
