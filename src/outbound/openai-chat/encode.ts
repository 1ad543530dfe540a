import type { Chat } from '../../chat/chat';
import type { Call } from '../../net/net';
import type { How, Target, Warning } from '../dialect';
import { jsonInstruction } from '../translate/json-wish';
import { toolNames } from '../translate/tool-names';
import { Losses } from '../translate/warnings';
import { encodeFormat } from './format';
import { encodeMessages } from './messages';
import { encodeSettings } from './settings';
import { encodeTools } from './tools';

/** Longest tool name that OpenAI takes. */
export const longestToolName = 64;

/** Where chat completions are; an address that was pasted with its path works too. */
export function chatUrl(address: string): string {
  return `${address.replace(/\/chat\/completions$/, '')}/chat/completions`;
}

export function encode(chat: Chat, target: Target, how: How): { call: Call; warnings: Warning[] } {
  const losses = new Losses();
  const names = toolNames(chat, longestToolName);
  const format = encodeFormat(chat, target, losses);
  const body = Object.assign(
    extraFields(chat, target, losses),
    { model: target.model.name, messages: encodeMessages(chat, target, names, losses, format.instruct ? jsonInstruction(format.instruct) : undefined) },
    encodeTools(chat, target, names, losses), format.fields, encodeSettings(chat, target, how, losses),
  );
  const call: Call = {
    method: 'POST', url: chatUrl(target.address), body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', accept: how.stream ? 'text/event-stream' : 'application/json', ...target.vendor.headers },
  };
  return { call, warnings: losses.list };
}

/** Settings that come with sampling, and are refused where it is. */
const withSampling = new Set(['top_k', 'min_p', 'top_a', 'logprobs', 'top_logprobs', 'logit_bias']);
/** Written elsewhere, together with the canonical field. */
const merged = new Set(['stream_options']);

/** The client's fields that the router has no word for. A strict vendor gets only those that it knows. */
function extraFields(chat: Chat, { vendor, model }: Target, losses: Losses): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(chat.extra?.['openai-chat'] ?? {})) {
    if (merged.has(field)) continue;
    const refused = vendor.differs?.strict ? !vendor.differs.strict.includes(field) : vendor.differs?.dropFields?.includes(field);
    if (refused || (withSampling.has(field) && model.refuses?.includes('sampling'))) losses.add(field, `${model.name} at ${vendor.label} does not take ${field}: it was left out.`);
    else fields[field] = value;
  }
  return fields;
}
