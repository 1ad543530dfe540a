import type { Part } from '../../chat/part';

type Json = Record<string, unknown>;

/** What is read into parts, or says nothing. */
const known = {
  reply: new Set(['id', 'object', 'created', 'model', 'choices', 'usage', 'obfuscation', 'x_groq', 'type', 'error']),
  choice: new Set(['index', 'delta', 'message', 'finish_reason', 'native_finish_reason', 'usage', 'text', 'stop_reason', 'matched_stop', 'token_ids']),
  message: new Set(['role', 'content', 'refusal', 'tool_calls', 'function_call', 'reasoning', 'reasoning_content', 'name', 'tool_call_id']),
} as const;

/** Fields of the reply as a whole come in every chunk; fields of a choice or a message are each a piece of their own. */
export class Extras {
  private told: Map<string, string> | undefined;

  /** The unknown fields as an `extra` part; undefined where there are none, or none that are new. */
  of(place: keyof typeof known, object: Json): Part | undefined {
    let value: Json | undefined;
    for (const key in object) {
      const field = object[key];
      if (field === null || field === undefined || known[place].has(key as never)) continue;
      if (place === 'reply' && !this.isNew(key, field)) continue;
      (value ??= {})[key] = field;
    }
    return value && { type: 'extra', dialect: 'openai-chat', value: { [place]: value } };
  }

  private isNew(key: string, field: unknown): boolean {
    const text = typeof field === 'string' ? field : JSON.stringify(field);
    this.told ??= new Map();
    if (this.told.get(key) === text) return false;
    this.told.set(key, text);
    return true;
  }
}
