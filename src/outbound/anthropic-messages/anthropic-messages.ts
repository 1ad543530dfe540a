import { isPlain } from '../translate/plain';
import type { ProviderDialect } from '../dialect';
import { readLimits } from '../limits';
import { readModels } from '../model-list';
import { decoder } from './decode';
import { encode } from './encode';
import { classify } from './failure';
import { modelsCall } from './models';

/** Anthropic's messages, and all who speak like it. */
export const anthropicMessages: ProviderDialect = {
  id: 'anthropic-messages',
  label: 'Anthropic messages',
  frames: 'sse',
  encode,
  decoder,
  // As `endTurns` in messages.ts: thinking and formats shut a prefill out.
  continues: (chat, { model }) => model.can.prefill && isPlain(chat) && chat.extra?.['anthropic-messages']?.thinking === undefined,
  limits: (headers) => readLimits(headers, {
    requestsLeft: 'anthropic-ratelimit-requests-remaining', requestsReset: 'anthropic-ratelimit-requests-reset',
    tokensLeft: 'anthropic-ratelimit-tokens-remaining', tokensReset: 'anthropic-ratelimit-tokens-reset',
  }),
  failure: classify,
  models: { call: modelsCall, read: readModels },
};
