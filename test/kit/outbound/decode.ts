import type { Chat } from '../../../src/chat/chat';
import type { Failure } from '../../../src/chat/failure';
import type { Part } from '../../../src/chat/part';
import type { Usage } from '../../../src/chat/usage';
import { SseReader } from '../../../src/net/sse';
import type { Decoder, ProviderDialect, Target } from '../../../src/outbound/dialect';

export interface Read { parts: Part[]; complete: boolean; done: boolean }

const hello: Chat = { messages: [{ role: 'user', content: 'Hello' }], stream: true };

/** Sends bytes through a decoder, cut where `cuts` says, as the run engine does. */
export function readBytes(decoder: Decoder, pieces: readonly Uint8Array[]): Read {
  const parts: Part[] = [];
  const reader = new SseReader((event) => { for (const part of decoder.event(event)) parts.push(part); });
  for (const piece of pieces) reader.push(piece);
  reader.end();
  const end = decoder.end();
  parts.push(...end.parts);
  return { parts, complete: end.complete && !parts.some((part) => part.type === 'error'), done: decoder.done };
}

export function readStream(dialect: ProviderDialect, target: Target, stream: string, chat: Chat = hello): Read {
  return readBytes(dialect.decoder(chat, target, { stream: true }), [Buffer.from(stream, 'utf8')]);
}

export function decodeWhole(dialect: ProviderDialect, target: Target, body: string, chat: Chat = hello): Read {
  const decoder = dialect.decoder({ ...chat, stream: false }, target, { stream: false });
  const parts = decoder.whole(body);
  const end = decoder.end();
  return { parts: [...parts, ...end.parts], complete: end.complete && !parts.some((part) => part.type === 'error'), done: decoder.done };
}

/** Chunks of OpenAI's dialect as a stream with its terminator. */
export function chunks(...all: unknown[]): string {
  return `${all.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')}data: [DONE]\n\n`;
}

/** One chunk of OpenAI's dialect around a delta. */
export function delta(said: Record<string, unknown>, finish: string | null = null, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: said, finish_reason: finish }], ...more };
}

export interface ReadAnswer {
  text: string; reasoning: string; refusal: string; finish?: string; vendorReason?: string; stopSequence?: string | null; usage?: Usage; failure?: Failure;
  calls: { id: string; name: string; args: string; custom?: true }[];
  extras: Record<string, unknown>[];
  start?: { id?: string; model?: string };
}

/** What the parts come to, however they were cut. */
export function answerOf(parts: readonly Part[]): ReadAnswer {
  const answer: ReadAnswer = { text: '', reasoning: '', refusal: '', calls: [], extras: [] };
  for (const part of parts) {
    switch (part.type) {
      case 'start': answer.start = { id: part.id, model: part.model }; break;
      case 'text': answer.text += part.text; break;
      case 'reasoning': answer.reasoning += part.text; break;
      case 'refusal': answer.refusal += part.text; break;
      case 'tool_call': answer.calls[part.index] = { id: part.id, name: part.name, args: '', ...(part.custom && { custom: true }) }; break;
      case 'tool_arguments': { const call = answer.calls[part.index]; if (!call) throw new Error('arguments without a call'); call.args += part.text; break; }
      case 'extra': answer.extras.push(part.value); break;
      case 'usage': answer.usage = part.usage; break;
      case 'finish': Object.assign(answer, { finish: part.reason, vendorReason: part.vendorReason, stopSequence: part.stopSequence }); break;
      case 'error': answer.failure = part.failure;
    }
  }
  return answer;
}
