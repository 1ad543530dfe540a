import { readLimits } from '../limits';
import { isPlain } from '../translate/plain';
import type { ProviderDialect } from '../dialect';
import { readModels } from '../model-list';
import { classifyReply } from '../reply-errors/classify';
import { decoder } from './decode';
import { encode } from './encode';
import { modelsCall } from './models';

/** OpenAI's chat completions, and all who speak like it. In what a vendor differs stands in its row. */
export const openaiChat: ProviderDialect = {
  id: 'openai-chat',
  label: 'OpenAI chat completions',
  frames: 'sse',
  encode,
  decoder,
  continues: (chat, { vendor }) => vendor.differs?.prefill !== undefined && isPlain(chat),
  limits: (headers) => readLimits(headers, {
    requestsLeft: 'x-ratelimit-remaining-requests', requestsReset: 'x-ratelimit-reset-requests',
    tokensLeft: 'x-ratelimit-remaining-tokens', tokensReset: 'x-ratelimit-reset-tokens',
  }),
  failure: (reply, target, wallMs) => classifyReply(reply, target, wallMs),
  models: { call: modelsCall, read: readModels },
};
