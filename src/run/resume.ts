import { textOf } from '../chat/blocks';
import type { Chat } from '../chat/chat';
import { failure, type Failure } from '../chat/failure';
import type { ModelFacts } from '../chat/model';
import type { Part } from '../chat/part';
import type { Collector } from './collect';

/** Only an answer of text (and thinking) can be continued; a tool call that was begun never. */
export function canResume(delivered: Collector): boolean {
  return !delivered.calling && delivered.answer.content.some((block) => block.type === 'text' && block.text !== '')
    && delivered.answer.content.every((block) => block.type === 'text' || block.type === 'reasoning');
}

/**
 * Continues an answer that broke off after it had begun to reach the client. Either the next model takes the text so far as
 * the beginning of its own answer (prefill), or it is asked afresh and must say the same again, letter by letter; what the
 * client has heard already is not told twice. At the first letter that differs the answer is given up.
 */
export class Resumption {
  /** What the next model must still say again before new text begins. */
  private expected: string;

  private constructor(readonly delivered: string, readonly prefill: boolean, expected: string) { this.expected = expected; }

  static of(collected: Collector, model: ModelFacts, refused: boolean): Resumption {
    const delivered = textOf(collected.answer.content);
    const prefill = model.can.prefill && !refused && delivered.trim() !== '';
    // A prefill may not end in white space (Anthropic refuses it); the model then says that white space again.
    return new Resumption(delivered, prefill, prefill ? delivered.slice(delivered.trimEnd().length) : delivered);
  }

  /** The question for the next model. */
  chat(chat: Chat): Chat {
    if (!this.prefill) return chat;
    return { ...chat, messages: [...chat.messages, { role: 'assistant', content: this.delivered.trimEnd() }] };
  }

  /** The parts that are new. A failure: it says something else. Thinking is not told twice. */
  take(parts: readonly Part[]): Part[] | Failure {
    const fresh: Part[] = [];
    for (const part of parts) {
      if (part.type === 'usage' || part.type === 'start') continue;
      if (part.type === 'reasoning') continue;
      if (part.type === 'text') {
        const text = this.skip(part.text);
        if (text === undefined) return this.differs();
        if (text !== '') fresh.push({ type: 'text', text });
      } else if (part.type === 'finish' || part.type === 'extra') {
        if (part.type === 'finish' && this.expected !== '' && !this.prefill) return this.differs();
        fresh.push(part);
      } else return this.differs();
    }
    return fresh;
  }

  private skip(text: string): string | undefined {
    if (this.expected === '') return text;
    const length = Math.min(text.length, this.expected.length);
    if (this.prefill) {
      let same = 0;
      while (same < length && text[same] === this.expected[same]) same++;
      this.expected = same === this.expected.length || same < length ? '' : this.expected.slice(same);
      return text.slice(same);
    }
    if (text.slice(0, length) !== this.expected.slice(0, length)) return undefined;
    this.expected = this.expected.slice(length);
    return text.slice(length);
  }

  private differs(): Failure {
    return failure('interrupted', 'The answer broke off, and another model would have gone on with other words.');
  }
}
