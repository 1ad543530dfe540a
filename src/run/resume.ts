import { textOf } from '../chat/blocks';
import type { Chat } from '../chat/chat';
import { failure, type Failure } from '../chat/failure';
import type { Part } from '../chat/part';
import type { Collector } from './collect';

/** Only an answer of text (with or without thinking) can be continued; never one that refused, or that has begun to call a tool. */
export function canResume(told: Collector): boolean {
  const { content } = told.answer;
  return textOf(content) !== '' && content.every((block) => block.type === 'text' || block.type === 'reasoning');
}

/**
 * Continues an answer that broke off after it had begun to reach the client. Either the next model takes the text so far as
 * the beginning of its own answer (prefill), or it is asked afresh and must say the same again, letter by letter: what the
 * client has heard is not told twice. At the first letter that differs the answer is given up.
 */
export class Resumption {
  /** What must still be said again before new text begins. */
  private expected: string;
  /** The next model has said something. */
  spoke = false;

  constructor(private readonly told: string, readonly prefill: boolean) {
    // A prefill may not end in white space (Anthropic refuses it), so the model says that white space again, or leaves it out.
    this.expected = prefill ? told.slice(told.trimEnd().length) : told;
  }

  /** The question for the next model. */
  chat(chat: Chat): Chat {
    return this.prefill ? { ...chat, messages: [...chat.messages, { role: 'assistant', content: this.told.trimEnd() }] } : chat;
  }

  /** The parts that are new, or why it is given up. Thinking is not told twice, and usage is the run's to sum up. */
  take(parts: readonly Part[]): Part[] | Failure {
    const fresh: Part[] = [];
    for (const part of parts) {
      switch (part.type) {
        case 'start': case 'usage': case 'reasoning': break;
        case 'text': {
          this.spoke = true;
          const text = this.prefill ? this.afterSpace(part.text) : this.afterSame(part.text);
          if (text === undefined) return differs();
          if (text !== '') fresh.push({ type: 'text', text });
          break;
        }
        case 'finish':
          if (!this.prefill && this.expected !== '') return differs();
          fresh.push(part);
          break;
        case 'extra': fresh.push(part); break;
        default: return differs();
      }
    }
    return fresh;
  }

  private afterSame(text: string): string | undefined {
    const { expected } = this;
    const length = Math.min(text.length, expected.length);
    if (text.slice(0, length) !== expected.slice(0, length)) return undefined;
    this.expected = expected.slice(length);
    return text.slice(length);
  }

  private afterSpace(text: string): string {
    const { expected } = this;
    let same = 0;
    while (same < text.length && same < expected.length && text[same] === expected[same]) same++;
    this.expected = same < text.length ? '' : expected.slice(same);
    return text.slice(same);
  }
}

function differs(): Failure {
  return failure('interrupted', 'another model would have gone on with other words');
}
