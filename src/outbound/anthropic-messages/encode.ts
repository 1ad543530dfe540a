import type { Chat } from '../../chat/chat';
import type { Call } from '../../net/net';
import type { How, Target, Warning } from '../dialect';
import { toolNames } from '../translate/tool-names';
import { jsonInstruction } from '../translate/json-wish';
import { Losses } from '../translate/warnings';
import { jsonWay } from './json';
import { answerLimit } from './limit';
import { encodeMessages } from './messages';
import { encodeSettings } from './settings';
import { encodeSystem } from './system';
import { encodeThinking } from './thinking';
import { encodeTools } from './tools';

/** Longest tool name that every Claude takes; newer ones take 128. */
export const longestToolName = 64;
const version = '2023-06-01';

/** Where messages go. An address that was given with its `/v1` works too. */
export function apiUrl(address: string, path: string): string {
  return `${address.replace(/\/v1(\/messages)?$/, '')}/v1${path}`;
}

export function encode(chat: Chat, target: Target, how: How): { call: Call; warnings: Warning[] } {
  const losses = new Losses();
  const names = toolNames(chat, longestToolName);
  const way = jsonWay(chat, target, losses);
  const limit = answerLimit(chat, target, how, losses);
  const thinking = encodeThinking(chat, target, limit, way.kind === 'tool', losses);
  const { system, messages } = encodeSystem(chat.messages, losses, way.kind === 'words' ? jsonInstruction(way.format) : undefined);
  const { output_config: ownOutput, ...own } = ownFields(chat, losses);
  const output = { ...(typeof ownOutput === 'object' ? ownOutput : {}), ...thinking.output, ...(way.kind === 'format' && { format: way.format }) };
  const body = {
    ...own,
    model: target.model.name,
    max_tokens: limit,
    ...(system !== undefined && { system }),
    messages: encodeMessages(messages, target, { names, thinks: thinking.on, formatted: way.kind === 'format' }, losses),
    ...encodeTools(chat, target, names, way, losses),
    ...thinking.fields,
    ...(Object.keys(output).length > 0 && { output_config: output }),
    ...encodeSettings(chat, target, thinking.on, losses),
    ...(how.stream && { stream: true }),
  };
  const call: Call = {
    method: 'POST', url: apiUrl(target.address, '/messages'), body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', accept: how.stream ? 'text/event-stream' : 'application/json', ...versionHeader(target.vendor.headers) },
  };
  return { call, warnings: losses.list };
}

export function versionHeader(own: Record<string, string> | undefined): Record<string, string> {
  return { 'anthropic-version': version, ...own };
}

/** OpenAI's fields that change the answer, and that are lost here. Others (storage, tiers, cache keys) are left out silently. */
const missed = ['logprobs', 'top_logprobs', 'logit_bias', 'modalities', 'audio', 'prediction', 'web_search_options', 'response_format', 'verbosity'];

function ownFields(chat: Chat, losses: Losses): Record<string, unknown> {
  for (const field of missed) {
    if (chat.extra?.['openai-chat']?.[field] !== undefined) losses.add(field, `Anthropic's models know no ${field}: it was left out.`);
  }
  return chat.extra?.['anthropic-messages'] ?? {};
}
