import type { Chat } from '../../chat/chat';
import type { How, Target } from '../dialect';
import { nearestEffort } from '../translate/effort';
import type { Losses } from '../translate/warnings';

type Json = Record<string, unknown>;

const sampling = ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty'] as const;
const plain = ['seed', 'user'] as const;

/** Limits, sampling, effort, stop and stream: what stands beside the messages. */
export function encodeSettings(chat: Chat, target: Target, how: How, losses: Losses): Json {
  const fields: Json = Object.assign(encodeSampling(chat, target, losses), encodeEffort(chat, target, losses), encodeStop(chat, target, losses));
  const most = how.maxTokens ?? chat.max_tokens;
  if (most !== undefined) fields[maxTokensField(target)] = most;
  for (const field of plain) if (chat[field] !== undefined) fields[field] = chat[field];
  // OpenAI takes metadata only of answers that it is to store, and others mostly not at all; it says nothing to the model.
  if (chat.metadata && chat.extra?.['openai-chat']?.store === true) fields.metadata = chat.metadata;
  const kept = refusedLeftOut(fields, target, losses);
  return Object.assign(kept, streamFields(chat, target, how));
}

function encodeSampling(chat: Chat, { vendor, model }: Target, losses: Losses): Json {
  const fields: Json = {};
  for (const field of sampling) {
    if (chat[field] === undefined) continue;
    const refused = model.refuses?.includes('sampling') || (field.endsWith('penalty') && model.refuses?.includes('penalties'));
    if (refused) losses.add(field, `${model.name} at ${vendor.label} does not take ${field}: it was left out.`);
    else fields[field] = chat[field];
  }
  return fields;
}

/** OpenAI's reasoning models refuse the older name, whoever serves them. */
function maxTokensField({ vendor, model }: Target): string {
  const reasonsAtOpenAi = /(^|\/)(o[1-9]|gpt-[5-9])/.test(model.name);
  return vendor.differs?.maxTokensField ?? (reasonsAtOpenAi ? 'max_completion_tokens' : 'max_tokens');
}

function encodeStop(chat: Chat, { vendor, model }: Target, losses: Losses): Json {
  if (!chat.stop?.length) return {};
  if (!cutsStopHere({ vendor, model })) return { stop: chat.stop };
  losses.add('stop', `${model.name} at ${vendor.label} does not take stop: the answer is cut here instead.`);
  return {};
}

export function cutsStopHere({ vendor, model }: Pick<Target, 'vendor' | 'model'>): boolean {
  return vendor.differs?.noStop === true || model.refuses?.includes('stop') === true;
}

function encodeEffort(chat: Chat, { vendor, model }: Target, losses: Losses): Json {
  const wish = chat.reasoning_effort;
  if (wish === undefined) return {};
  const off = wish === 'none';
  const way = vendor.differs?.effort;
  if (way === 'enable_thinking') return { enable_thinking: !off };
  if (way === 'thinking') return { thinking: { type: off ? 'disabled' : 'enabled' } };
  if (way === 'thinking and effort' && off) return { thinking: { type: 'disabled' } };
  if (way === 'nothing' || model.efforts?.length === 0) {
    losses.add('reasoning_effort', `${model.name} at ${vendor.label} has no reasoning effort to set: it was left out.`);
    return {};
  }
  const effort = nearestEffort(wish, model.efforts);
  if (effort !== wish) losses.add('reasoning_effort', `${model.name} at ${vendor.label} has no effort '${wish}': '${effort}' was sent.`);
  return { reasoning_effort: effort };
}

function refusedLeftOut(fields: Json, { vendor, model }: Target, losses: Losses): Json {
  const kept: Json = {};
  for (const [field, value] of Object.entries(fields)) {
    if (vendor.differs?.dropFields?.includes(field)) losses.add(field, `${model.name} at ${vendor.label} does not take ${field}: it was left out.`);
    else kept[vendor.differs?.rename?.[field] ?? field] = value;
  }
  return kept;
}

/** Usage is asked for in every stream, whether the client wants it or not: the ledger does. */
function streamFields(chat: Chat, { vendor }: Target, how: How): Json {
  if (!how.stream) return {};
  if (vendor.differs?.usageUnasked) return { stream: true };
  const asked = chat.extra?.['openai-chat']?.stream_options;
  return { stream: true, stream_options: Object.assign({}, typeof asked === 'object' && asked, { include_usage: true }) };
}
