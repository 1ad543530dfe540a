import type { Auth } from './auth';

/** `x-api-key: KEY`, as Anthropic. Never together with `authorization`: both at once are refused. */
export const xApiKey: Auth = {
  id: 'x-api-key',
  headers(secret): Record<string, string> { return secret ? { 'x-api-key': secret } : {}; },
};
