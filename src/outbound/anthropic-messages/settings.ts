import type { Chat } from '../../chat/chat';
import type { Target } from '../dialect';
import type { Losses } from '../translate/warnings';

type Json = Record<string, unknown>;

/** Sampling, stop texts and the user's id. `thinks`: then sampling is refused by every Claude. */
export function encodeSettings(chat: Chat, target: Target, thinks: boolean, losses: Losses): Json {
  for (const field of ['seed', 'presence_penalty', 'frequency_penalty'] as const) {
    if (chat[field] !== undefined) losses.add(field, `Anthropic's models know no ${field}: it was left out.`);
  }
  return Object.assign(encodeSampling(chat, target, thinks, losses), encodeStop(chat, target, losses), encodeUser(chat));
}

function encodeSampling(chat: Chat, { model }: Target, thinks: boolean, losses: Losses): Json {
  const { temperature, top_p: topP } = chat;
  if (thinks || model.refuses?.includes('sampling')) {
    for (const field of ['temperature', 'top_p'] as const) {
      if (chat[field] !== undefined) losses.add(field, `${model.name} does not take ${field}${thinks ? ' while it thinks' : ''}: it was left out.`);
    }
    return {};
  }
  const fields: Json = {};
  if (temperature !== undefined) {
    fields.temperature = Math.min(1, Math.max(0, temperature));
    if (fields.temperature !== temperature) losses.add('temperature', `${model.name} takes a temperature of 0 to 1: ${String(fields.temperature)} was sent for ${temperature}.`);
  }
  if (topP === undefined) return fields;
  if (temperature === undefined) fields.top_p = topP;
  else losses.add('top_p', `${model.name} takes temperature or top_p, not both: top_p was left out.`);
  return fields;
}

export function cutsStopHere({ model }: Pick<Target, 'model'>): boolean {
  return model.refuses?.includes('stop') === true;
}

/** Stop texts of white space alone are refused. */
function encodeStop(chat: Chat, target: Target, losses: Losses): Json {
  if (!chat.stop?.length || cutsStopHere(target)) return {};
  const stop = chat.stop.filter((each) => each.trim() !== '');
  if (stop.length < chat.stop.length) losses.add('stop', 'Anthropic takes no stop text of white space alone: it was left out.');
  return stop.length > 0 ? { stop_sequences: stop } : {};
}

function encodeUser(chat: Chat): Json {
  const own = chat.extra?.['anthropic-messages']?.metadata;
  const user = chat.user ?? chat.extra?.['openai-chat']?.safety_identifier;
  return own === undefined && typeof user === 'string' && user !== '' ? { metadata: { user_id: user.slice(0, 256) } } : {};
}
