import type { Auth } from './auth';

/** `api-key: KEY`, as Azure. */
export const apiKey: Auth = {
  id: 'api-key',
  headers(secret): Record<string, string> { return secret ? { 'api-key': secret } : {}; },
};
