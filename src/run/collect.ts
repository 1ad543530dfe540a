import type { Block, ToolCallBlock } from '../chat/blocks';
import type { Part } from '../chat/part';
import type { Usage } from '../chat/usage';
import { GrowingText } from './growing-text';
import type { Answer } from './outcome';

type Words = Extract<Part, { type: 'text' | 'reasoning' | 'refusal' }>;
type WordsBlock = Extract<Block, { type: 'text' | 'reasoning' | 'refusal' }>;
interface Growing { block: WordsBlock | ToolCallBlock; words: GrowingText }

/** Puts an answer together from its parts, in their order. */
export class Collector {
  usage: Usage | undefined;
  finished = false;
  private readonly whole: Answer = { content: [], finish: 'stop', extras: [] };
  /** The block that words are added to, until one of another kind comes. */
  private open: Growing | undefined;
  private calls: Map<number, Growing> | undefined;

  /** The answer so far; it grows on. */
  get answer(): Answer {
    if (this.open) fill(this.open);
    if (this.calls) for (const call of this.calls.values()) fill(call);
    return this.whole;
  }

  get empty(): boolean { return this.whole.content.length === 0; }

  add(parts: readonly Part[]): void {
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] as Part;
      if (part.type !== 'text' && part.type !== 'reasoning' && part.type !== 'refusal') { this.take(part); continue; }
      // What came together is written down together.
      let { text } = part;
      for (let next = parts[index + 1]; next?.type === part.type; next = parts[++index + 1]) text += next.text;
      this.write(part.type, text);
    }
  }

  private take(part: Exclude<Part, Words>): void {
    switch (part.type) {
      case 'tool_call': {
        const block: ToolCallBlock = { type: 'tool_call', id: part.id, name: part.name, arguments: '', ...(part.custom && { custom: true }) };
        this.calls ??= new Map();
        const before = this.calls.get(part.index);
        if (before) fill(before);
        this.calls.set(part.index, { block, words: new GrowingText() });
        this.append(block);
        return;
      }
      case 'tool_arguments': this.calls?.get(part.index)?.words.add(part.text); return;
      case 'usage': this.usage = part.usage; return;
      case 'finish':
        this.finished = true;
        this.whole.finish = part.reason;
        this.whole.vendorReason = part.vendorReason;
        this.whole.stopSequence = part.stopSequence;
        return;
      case 'extra': this.whole.extras.push({ dialect: part.dialect, value: part.value }); return;
      default:
    }
  }

  private write(type: Words['type'], text: string): void {
    if (this.open?.block.type !== type) {
      const block: WordsBlock = type === 'refusal' ? { type, refusal: '' } : { type, text: '' };
      this.append(block);
      this.open = { block, words: new GrowingText() };
    }
    this.open.words.add(text);
  }

  private append(block: Block): void {
    if (this.open) fill(this.open);
    this.open = undefined;
    this.whole.content.push(block);
  }
}

function fill({ block, words }: Growing): void {
  if (block.type === 'refusal') block.refusal = words.text;
  else if (block.type === 'tool_call') block.arguments = words.text;
  else block.text = words.text;
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
