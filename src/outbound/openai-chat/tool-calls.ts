import type { Part } from '../../chat/part';
import { JsonEnd } from './json-end';

type Json = Record<string, unknown>;

interface Slot { index: number; id: string; name: string; told: boolean; held: string; empty: boolean; end: JsonEnd; custom: boolean }

/**
 * Puts streamed tool calls in order. Vendors leave out `index` or always send 0, repeat id and name in every piece, or send
 * a call whole; what says that a new call begins is a new id together with a name, or, without ids, a name where it cannot go on.
 */
export class ToolCalls {
  private readonly slots: Slot[] = [];
  private readonly byIndex = new Map<number, Slot>();

  /** `prefix` makes ids where the vendor sends none. */
  constructor(private readonly prefix: () => string) {}

  get any(): boolean { return this.slots.some((slot) => slot.told); }

  take(piece: Json): Part[] {
    const called = inner(piece.function) ?? inner(piece.custom) ?? {};
    const name = typeof called.name === 'string' ? called.name : '';
    const more = text(called.arguments ?? called.input);
    const slot = this.slotOf(piece, name, more);
    if (piece.type === 'custom' || piece.custom) slot.custom = true;
    // Set, never appended: some repeat the name.
    if (name !== '' && !slot.told) slot.name = name;
    slot.held += more;
    if (more !== '') slot.empty = false;
    slot.end.take(more);
    return this.release(slot, ownFields(piece));
  }

  /** Arguments that stayed empty are an empty object: clients parse them. */
  rest(): Part[] {
    const empty = this.slots.filter((slot) => slot.told && slot.empty && !slot.custom);
    for (const slot of empty) slot.empty = false;
    return empty.map((slot) => ({ type: 'tool_arguments', index: slot.index, text: '{}' }));
  }

  private slotOf(piece: Json, name: string, more: string): Slot {
    const id = typeof piece.id === 'string' ? piece.id : '';
    if (typeof piece.index === 'number') {
      const slot = this.byIndex.get(piece.index);
      if (slot && !(name !== '' && (id === '' ? isAnother(slot, name, more) : id !== slot.id))) return slot;
      const made = this.make(id);
      this.byIndex.set(piece.index, made);
      return made;
    }
    const same = id === '' ? undefined : this.slots.find((slot) => slot.id === id);
    if (same) return same;
    if (!this.last || (name !== '' && (id !== '' || this.last.name !== name || this.last.end.reached))) return this.make(id);
    return this.last;
  }

  private make(id: string): Slot {
    const index = this.slots.length;
    const made: Slot = { index, id: id || `call_${this.prefix()}${index}`, name: '', told: false, held: '', empty: true, end: new JsonEnd(), custom: false };
    this.slots.push(made);
    return made;
  }

  private get last(): Slot | undefined { return this.slots[this.slots.length - 1]; }

  /** `own`: what the vendor says of the call beside its name (Gemini's signatures), to stand right behind the name. */
  private release(slot: Slot, own: Json | undefined): Part[] {
    if (slot.name === '') return [];
    const parts: Part[] = [];
    if (!slot.told) {
      slot.told = true;
      parts.push({ type: 'tool_call', index: slot.index, id: slot.id, name: slot.name, ...(slot.custom && { custom: true }) });
    }
    if (own) parts.push({ type: 'extra', dialect: 'openai-chat', value: { message: { tool_calls: [{ index: slot.index, ...own }] } } });
    if (slot.held !== '') {
      parts.push({ type: 'tool_arguments', index: slot.index, text: slot.held });
      slot.held = '';
    }
    return parts;
  }
}

const read = new Set(['index', 'id', 'type', 'function', 'custom']);

function ownFields(piece: Json): Json | undefined {
  let own: Json | undefined;
  for (const key in piece) if (!read.has(key) && piece[key] !== null && piece[key] !== undefined) (own ??= {})[key] = piece[key];
  return own;
}

/** Without an id (Gemini may send none, and index 0 for each): another name, or further arguments where there are all already. */
function isAnother(slot: Slot, name: string, more: string): boolean {
  return slot.name !== '' && (slot.name !== name || (more.trim() !== '' && slot.end.reached));
}

function inner(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null ? value as Json : undefined;
}

/** Arguments are text; some servers send the object itself. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}
