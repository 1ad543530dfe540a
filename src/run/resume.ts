import type { Begun } from '../admit/guards';
import type { Chat } from '../chat/chat';
import { failure, type Failure } from '../chat/failure';
import type { Part } from '../chat/part';
import { textTokens } from '../facts/text-tokens';
import type { Collector } from './collect';

export const nothing: Begun = { estimate: 0, high: 0 };

/** Only an answer of text and thinking can be continued; never one that refused, or that has begun to call a tool. */
export function canResume(told: Collector): boolean {
  const { content } = told.answer;
  return content.length > 0 && content.every((block) => block.type === 'text' || block.type === 'reasoning');
}

/**
 * Continues an answer that broke off after it had begun to reach the client. Either the next model takes the text so far as
 * the beginning of its own answer (prefill), or it is asked afresh and must say the same again, letter by letter: what the
 * client has heard is not told twice. At the first letter that differs the answer is given up.
 */
export class Resumption {
  readonly prefill: boolean;
  /** The next model has said something. */
  spoke = false;
  /** What must still be said again before new text begins. */
  private expected: string;
  /** What stands beside the words (logprobs, citations) belongs to new ones. */
  private isNew: boolean;

  /** `told`: the text so far; where only thinking was told, there is nothing to go on from. */
  constructor(private readonly told: string, mayPrefill: boolean) {
    const begun = told.trimEnd();
    this.prefill = mayPrefill && begun !== '';
    // A prefill may not end in white space (Anthropic refuses it), so the model says that white space again, or leaves it out.
    this.expected = this.prefill ? told.slice(begun.length) : told;
    this.isNew = this.prefill || told === '';
  }

  /** There is text to go on from: then the next model may well have nothing to add. */
  get goesOn(): boolean { return this.told !== ''; }

  /** What of the answer the next model need not write again. */
  get begun(): Begun { return this.prefill ? textTokens(this.told) : nothing; }

  /** All that was told has been said again, so that this attempt alone tells the answer. */
  get caughtUp(): boolean { return !this.prefill && this.spoke && this.expected === ''; }

  /** The question for the next model, with room for what is left of the answer. */
  chat(chat: Chat): Chat {
    if (!this.prefill) return chat;
    const resumed: Chat = Object.assign({}, chat);
    resumed.messages = [...chat.messages, { role: 'assistant', content: this.told.trimEnd() }];
    if (chat.max_tokens !== undefined) resumed.max_tokens = Math.max(1, chat.max_tokens - Math.round(this.begun.estimate));
    return resumed;
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
          this.isNew = text !== '';
          if (this.isNew) fresh.push({ type: 'text', text });
          break;
        }
        case 'finish':
          if (!this.prefill && this.expected !== '') return differs();
          fresh.push(part);
          break;
        case 'extra': if (this.isNew) fresh.push(part); break;
        default:
          if (this.told !== '') return differs();
          this.spoke = true;
          fresh.push(part);
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
