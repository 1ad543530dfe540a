import type { Auth } from './auth';

/** For servers that ask for no key. One that was given all the same goes as a bearer: a proxy in front may want it. */
export const none: Auth = {
  id: 'none',
  headers(secret): Record<string, string> { return secret ? { authorization: `Bearer ${secret}` } : {}; },
};
