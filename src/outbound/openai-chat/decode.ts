import type { Chat } from '../../chat/chat';
import type { Part } from '../../chat/part';
import { SseReader } from '../../net/sse';
import type { Decoder, How, Target } from '../dialect';
import { emulatedCustomTools } from '../translate/custom-tools';
import { customToolsBack } from '../undo/custom-tools';
import { prefillOf, withoutEcho } from '../undo/echoed-prefill';
import { firstCallOnly } from '../undo/first-call';
import { filtered, type PartFilter } from '../undo/part-filter';
import { cutAtStop } from '../undo/stop-text';
import { namesBack } from '../undo/tool-names';
import { toolNames } from '../translate/tool-names';
import { longestToolName } from './encode';
import { Reply } from './reply';
import { cutsStopHere } from './settings';
import { dropsParallel } from './tools';
import { WordFrame } from './word-frame';

export function decoder(chat: Chat, target: Target, _how: How): Decoder {
  const filters: PartFilter[] = [];
  const echoed = target.vendor.differs?.echoesPrefill ? prefillOf(chat) : '';
  if (echoed !== '') filters.push(withoutEcho(echoed));
  const names = toolNames(chat, longestToolName);
  if (names.changed) filters.push(namesBack(names));
  const custom = emulatedCustomTools(chat, target.vendor.differs?.customTools);
  if (custom.size > 0) filters.push(customToolsBack(custom));
  if (chat.parallel_tool_calls === false && dropsParallel(target)) filters.push(firstCallOnly());
  if (chat.stop?.length && cutsStopHere(target)) filters.push(cutAtStop(chat.stop));
  return filtered(new ChatDecoder(target), filters);
}

/** A delta with anything in it: also what is held back, or said a second time. */
function saysSomething(chunk: unknown): boolean {
  const choices = (chunk as { choices?: unknown } | null)?.choices;
  return Array.isArray(choices) && choices.some((choice: unknown) => {
    const delta = (choice as { delta?: unknown } | null)?.delta;
    return typeof delta === 'object' && delta !== null
      && Object.entries(delta).some(([field, value]) => field !== 'role' && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0));
  });
}

class ChatDecoder implements Decoder {
  done = false;
  said = 0;
  private readonly reply: Reply;
  private readonly frame = new WordFrame();

  constructor(target: Target) { this.reply = new Reply(target); }

  event(event: { name?: string; data: string }): Part[] {
    if (this.done || this.reply.failed) return [];
    const word = event.name === 'error' ? undefined : this.frame.word(event.data);
    if (word !== undefined) {
      this.said++;
      return this.reply.text(word);
    }
    const data = event.data.trim();
    if (data === '') return [];
    if (data === '[DONE]') {
      this.done = true;
      return this.reply.close();
    }
    let chunk: unknown;
    try { chunk = JSON.parse(data); } catch { return this.reply.broken('sent a piece of the stream that is no JSON'); }
    const parts = this.reply.chunk(chunk, event.name === 'error');
    if (parts.length > 0 || saysSomething(chunk)) this.said++;
    this.frame.learn(event.data, chunk, parts);
    return parts;
  }

  whole(body: string): Part[] {
    const text = body.trim();
    if (/^(data|event|id|retry)?:/.test(text)) return this.unasked(body);
    let reply: unknown;
    try { reply = JSON.parse(text); } catch { return this.reply.broken(text === '' ? 'sent an empty reply' : 'sent a reply that is no JSON'); }
    const parts = this.reply.whole(reply);
    this.done = true;
    return parts;
  }

  end(): { parts: Part[]; complete: boolean } {
    const complete = this.done || this.reply.finished;
    return { parts: this.reply.held(), complete };
  }

  /** A stream under another content type. */
  private unasked(body: string): Part[] {
    const parts: Part[] = [];
    const reader = new SseReader((event) => { for (const part of this.event(event)) parts.push(part); });
    reader.push(Buffer.from(body, 'utf8'));
    reader.end();
    return parts;
  }
}
