import type { Auth } from './auth';

/** `authorization: Bearer KEY`, as OpenAI and most others. */
export const bearer: Auth = {
  id: 'bearer',
  headers(secret): Record<string, string> { return secret ? { authorization: `Bearer ${secret}` } : {}; },
};
