import type { Part } from '../../chat/part';

type Json = Record<string, unknown>;

/** Reads the blocks of an answer, one after another; they never overlap. */
export class Blocks {
  private calls = 0;
  private open: { block: Json; json: string; call?: number; wrote: boolean; signature: string; citations: unknown[] } | undefined;

  start(block: Json): Part[] {
    const before = this.stop();
    const open: typeof this.open = { block, json: '', wrote: false, signature: text(block.signature), citations: list(block.citations) };
    this.open = open;
    switch (block.type) {
      case 'text': return [...before, ...piece('text', text(block.text))];
      case 'thinking': return [...before, ...piece('reasoning', text(block.thinking))];
      case 'tool_use':
        open.call = this.calls++;
        return [...before, { type: 'tool_call', index: open.call, id: text(block.id), name: text(block.name) }];
      default: return before;
    }
  }

  delta(delta: Json): Part[] {
    const { open } = this;
    switch (delta.type) {
      case 'text_delta': return piece('text', text(delta.text));
      case 'thinking_delta': return piece('reasoning', text(delta.thinking));
      case 'signature_delta': if (open) open.signature += text(delta.signature); return [];
      case 'citations_delta': if (open) open.citations.push(delta.citation); return [];
      case 'input_json_delta': {
        const more = text(delta.partial_json);
        if (!open || more === '') return [];
        open.wrote = true;
        if (open.call !== undefined) return [{ type: 'tool_arguments', index: open.call, text: more }];
        open.json += more;
        return [];
      }
      default: return [];
    }
  }

  /** The end of the open block, if there is one: what only Anthropic understands of it comes now. */
  stop(): Part[] {
    const { open } = this;
    this.open = undefined;
    if (!open) return [];
    const { block } = open;
    switch (block.type) {
      case 'text': return open.citations.length > 0 ? [own({ type: 'text', citations: open.citations })] : [];
      case 'thinking': return open.signature === '' ? [] : [own({ type: 'thinking', signature: open.signature })];
      case 'tool_use':
        // A whole reply has the input here; a stream only "{}", and an empty input has no other piece.
        return open.wrote || open.call === undefined ? [] : [{ type: 'tool_arguments', index: open.call, text: JSON.stringify(block.input ?? {}) }];
      default: return [own(open.json === '' ? block : { ...block, input: parsed(open.json) })];
    }
  }
}

function own(block: Json): Part {
  return { type: 'extra', dialect: 'anthropic-messages', value: { block } };
}

function piece(type: 'text' | 'reasoning', value: string): Part[] {
  return value === '' ? [] : [{ type, text: value }];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? [...value as unknown[]] : [];
}

function parsed(json: string): unknown {
  try { return JSON.parse(json); } catch { return json; }
}
