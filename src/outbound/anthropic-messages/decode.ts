import type { Chat } from '../../chat/chat';
import type { Part } from '../../chat/part';
import type { Usage } from '../../chat/usage';
import { SseReader } from '../../net/sse';
import type { Decoder, How, Target } from '../dialect';
import { classifyTold, malformedReply } from '../reply-errors/classify';
import { toldBy } from '../reply-errors/told';
import { emulatedCustomTools } from '../translate/custom-tools';
import { toolNames } from '../translate/tool-names';
import { answerToolBack } from '../undo/answer-tool';
import { customToolsBack } from '../undo/custom-tools';
import { filtered, type PartFilter } from '../undo/part-filter';
import { cutAtStop } from '../undo/stop-text';
import { namesBack } from '../undo/tool-names';
import { Blocks } from './blocks';
import { longestToolName } from './encode';
import { finishParts } from './finish';
import { jsonWay } from './json';
import { cutsStopHere } from './settings';
import { readUsage } from './usage';

type Json = Record<string, unknown>;

export function decoder(chat: Chat, target: Target, _how: How): Decoder {
  const filters: PartFilter[] = [];
  const way = jsonWay(chat, target);
  if (way.kind === 'tool') filters.push(answerToolBack(way.name));
  const names = toolNames(chat, longestToolName);
  if (names.changed) filters.push(namesBack(names));
  const custom = emulatedCustomTools(chat, false);
  if (custom.size > 0) filters.push(customToolsBack(custom));
  if (chat.stop?.length && cutsStopHere(target)) filters.push(cutAtStop(chat.stop));
  return filtered(new MessagesDecoder(target), filters);
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? value as Json : {};
}

class MessagesDecoder implements Decoder {
  done = false;
  said = 0;
  private started = false;
  private finished = false;
  private failed = false;
  private usage: Usage | undefined;
  private readonly blocks = new Blocks();

  constructor(private readonly target: Target) {}

  event(event: { name?: string; data: string }): Part[] {
    if (this.done || this.failed || event.data.trim() === '') return [];
    let data: unknown;
    try { data = JSON.parse(event.data); } catch { return this.broken('sent a piece of the stream that is no JSON'); }
    const said = object(data);
    const type = said.type ?? event.name;
    if (type !== 'ping') this.said++;
    switch (type) {
      case 'message_start': return this.start(object(said.message));
      case 'content_block_start': return this.blocks.start(object(said.content_block));
      case 'content_block_delta': return this.blocks.delta(object(said.delta));
      case 'content_block_stop': return this.blocks.stop();
      case 'message_delta': return this.delta(said);
      case 'message_stop':
        this.done = true;
        return this.finished ? [] : this.finish(undefined, undefined, undefined);
      case 'error': return this.error(said);
      default: return said.error ? this.error(said) : [];
    }
  }

  whole(body: string): Part[] {
    const text = body.trim();
    if (/^(event|data):/.test(text)) return this.unasked(body);
    let reply: unknown;
    try { reply = JSON.parse(text); } catch { return this.broken(text === '' ? 'sent an empty reply' : 'sent a reply that is no JSON'); }
    const message = object(reply);
    if (message.type === 'error' || !Array.isArray(message.content)) return this.error(reply);
    const parts = this.start(message);
    for (const block of message.content) parts.push(...this.blocks.start(object(block)));
    const stop = typeof message.stop_reason === 'string' ? message.stop_reason : undefined;
    parts.push(...this.finish(stop, message.stop_sequence, message.stop_details));
    this.done = true;
    return parts;
  }

  end(): { parts: Part[]; complete: boolean } {
    return { parts: [], complete: this.done || this.finished };
  }

  private start(message: Json): Part[] {
    const { id, model } = message;
    const parts: Part[] = this.started ? [] : [{ type: 'start', ...(typeof id === 'string' && { id }), ...(typeof model === 'string' && { model }) }];
    this.started = true;
    if (message.container) parts.push({ type: 'extra', dialect: 'anthropic-messages', value: { reply: { container: message.container } } });
    return [...parts, ...this.count(message.usage)];
  }

  private delta(said: Json): Part[] {
    const delta = object(said.delta);
    const parts = this.count(said.usage);
    if (typeof delta.stop_reason === 'string' && !this.finished) parts.push(...this.finish(delta.stop_reason, delta.stop_sequence, delta.stop_details));
    return parts;
  }

  private count(told: unknown): Part[] {
    const usage = readUsage(told, this.usage);
    if (!usage || usage === this.usage) return [];
    this.usage = usage;
    return [{ type: 'usage', usage }];
  }

  private finish(word: string | undefined, sequence: unknown, details: unknown): Part[] {
    this.finished = true;
    return [...this.blocks.stop(), ...finishParts(word, sequence, details)];
  }

  private error(value: unknown): Part[] {
    const told = toldBy(value);
    if (!told) return this.broken('sent JSON that is no answer');
    this.failed = true;
    return [{ type: 'error', failure: classifyTold(told, this.target) }];
  }

  /** After a stop reason the answer is whole, and what cannot be read is passed over. */
  private broken(what: string): Part[] {
    if (this.finished) return [];
    this.failed = true;
    return [{ type: 'error', failure: malformedReply(what, this.target) }];
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
