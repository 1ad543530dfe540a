import type { Block, ToolCallBlock } from '../chat/blocks';
import type { Part } from '../chat/part';
import type { Usage } from '../chat/usage';
import type { Answer } from './outcome';

/** Puts an answer together from its parts, in their order. One for each attempt. */
export class Collector {
  readonly answer: Answer = { content: [], finish: 'stop', extras: [] };
  usage: Usage | undefined;
  finished = false;
  private calls = new Map<number, ToolCallBlock>();

  get empty(): boolean { return this.answer.content.length === 0; }

  /** True while a tool call is being written: then an answer can never be continued elsewhere. */
  get calling(): boolean { return this.calls.size > 0; }

  add(parts: readonly Part[]): void {
    for (const part of parts) this.take(part);
  }

  private take(part: Part): void {
    switch (part.type) {
      case 'text': return this.append('text', part.text);
      case 'reasoning': return this.append('reasoning', part.text);
      case 'refusal': return this.append('refusal', part.text);
      case 'tool_call': {
        const call: ToolCallBlock = { type: 'tool_call', id: part.id, name: part.name, arguments: '', ...(part.custom && { custom: true }) };
        this.calls.set(part.index, call);
        this.answer.content.push(call);
        return;
      }
      case 'tool_arguments': {
        const call = this.calls.get(part.index);
        if (call) call.arguments += part.text;
        return;
      }
      case 'usage': this.usage = part.usage; return;
      case 'finish':
        this.finished = true;
        this.answer.finish = part.reason;
        this.answer.vendorReason = part.vendorReason;
        this.answer.stopSequence = part.stopSequence;
        return;
      case 'extra': this.answer.extras.push({ dialect: part.dialect, value: part.value }); return;
      default:
    }
  }

  private append(type: 'text' | 'reasoning' | 'refusal', text: string): void {
    const last: Block | undefined = this.answer.content[this.answer.content.length - 1];
    if (type === 'refusal') {
      if (last?.type === 'refusal') last.refusal += text;
      else this.answer.content.push({ type, refusal: text });
    } else if (last?.type === type) last.text += text;
    else this.answer.content.push({ type, text });
  }
}

/** An answer as parts again, for whoever takes it late or from a cache. */
export function partsOf(answer: Answer, usage: Usage | undefined, model?: string): Part[] {
  const parts: Part[] = [{ type: 'start', ...(model && { model }) }];
  let index = 0;
  for (const block of answer.content) {
    if (block.type === 'text' || block.type === 'reasoning') parts.push({ type: block.type, text: block.text });
    else if (block.type === 'refusal') parts.push({ type: 'refusal', text: block.refusal });
    else if (block.type === 'tool_call') {
      parts.push({ type: 'tool_call', index, id: block.id, name: block.name, ...(block.custom && { custom: true }) });
      parts.push({ type: 'tool_arguments', index, text: block.arguments });
      index++;
    }
  }
  for (const extra of answer.extras) parts.push({ type: 'extra', dialect: extra.dialect, value: extra.value });
  parts.push({ type: 'finish', reason: answer.finish, vendorReason: answer.vendorReason, stopSequence: answer.stopSequence });
  if (usage) parts.push({ type: 'usage', usage });
  return parts;
}
