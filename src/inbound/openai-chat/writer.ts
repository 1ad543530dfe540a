import type { FinishReason, Part } from '../../chat/part';
import type { AnswerHead, Outcome } from '../../run/outcome';
import type { AnswerWriter } from '../dialect';
import { llmText } from '../llm';
import type { Json } from './check';
import { completionId } from './completion-id';
import { callExtra, ownMessageFields, ownReplyFields, type OpenAiExtra } from './extra';
import { errorOf } from './refuse';
import { usageText } from './usage';

/** The delta's field for each kind of words. */
const fields = { text: 'content', refusal: 'refusal', reasoning: 'reasoning_content' } as const;

/**
 * An answer as `data:` lines of chat.completion.chunk. A chunk differs from the next one only in its delta, so what stands
 * around it is made once, and texts that follow each other in a batch become one chunk.
 */
export class OpenAiWriter implements AnswerWriter {
  private head: { id: string; object: string; created: number; model: string } | undefined;
  private beforeChoices = '';
  private finished = false;
  private custom: Set<number> | undefined;

  constructor(private readonly includeUsage: boolean) {}

  open(head: AnswerHead): string {
    this.head = { id: completionId(head.id), object: 'chat.completion.chunk', created: head.createdSeconds, model: head.model };
    this.beforeChoices = `data: ${JSON.stringify(this.head).slice(0, -1)},"choices":[`;
    return this.delta('{"role":"assistant","content":""}');
  }

  push(parts: readonly Part[]): string {
    let out = '';
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index];
      if (!part) break;
      switch (part.type) {
        case 'text': case 'refusal': case 'reasoning': {
          let { text } = part;
          for (let next = parts[index + 1]; next?.type === part.type; next = parts[++index + 1]) text += next.text;
          out += this.delta(`{"${fields[part.type]}":${JSON.stringify(text)}}`);
          break;
        }
        case 'tool_call': {
          const more = callExtra(parts[index + 1], part.index);
          out += this.call(part, more);
          if (more) index++;
          break;
        }
        case 'tool_arguments': out += this.delta(`{"tool_calls":[{"index":${part.index},${this.argumentsField(part.index)}${JSON.stringify(part.text)}}}]}`); break;
        case 'extra': if (part.dialect === 'openai-chat') out += this.extra(part.value); break;
        case 'finish': out += this.finish(part.reason); break;
        default: // `start` and `usage` come with the head and the outcome, and so does an error.
      }
    }
    return out;
  }

  /** No `[DONE]` after an error: OpenAI's clients would take what came before for the whole answer. */
  end(outcome: Outcome): string {
    if (outcome.status === 'cancelled') return '';
    const refused = outcome.failure?.kind === 'refused';
    if (outcome.failure && !refused) return `data: ${JSON.stringify({ error: errorOf(outcome.failure) })}\n\n`;
    let out = this.finished ? '' : this.finish(refused ? 'content_filter' : outcome.answer?.finish ?? 'stop');
    if (this.includeUsage) out += `${this.beforeChoices}],"usage":${usageText(outcome.usage)},"llm":${llmText(outcome)}}\n\n`;
    return `${out}data: [DONE]\n\n`;
  }

  private call({ index, id, name, custom }: Extract<Part, { type: 'tool_call' }>, more: Json | undefined): string {
    if (custom) (this.custom ??= new Set()).add(index);
    const named = custom ? { index, id, type: 'custom', custom: { name, input: '' } } : { index, id, type: 'function', function: { name, arguments: '' } };
    return this.delta(JSON.stringify({ tool_calls: [{ ...more, ...named }] }));
  }

  private argumentsField(index: number): string {
    return this.custom?.has(index) ? '"custom":{"input":' : '"function":{"arguments":';
  }

  /** What only this dialect says goes back to the place where the vendor said it; never over the router's own fields. */
  private extra(extra: OpenAiExtra): string {
    const { choice } = extra;
    const reply = ownReplyFields(extra);
    const message = ownMessageFields(extra);
    if (!reply && !choice && !message) return '';
    const choices = [Object.assign({}, choice, { index: 0, delta: message ?? {}, finish_reason: null })];
    return `data: ${JSON.stringify(Object.assign({}, reply, this.head, { choices }))}\n\n`;
  }

  private finish(reason: FinishReason): string {
    this.finished = true;
    return `${this.beforeChoices}{"index":0,"delta":{},"finish_reason":"${reason}"}]}\n\n`;
  }

  private delta(json: string): string {
    return `${this.beforeChoices}{"index":0,"delta":${json},"finish_reason":null}]}\n\n`;
  }
}
