import { apiKey } from './api-key';
import type { Auth } from './auth';
import { bearer } from './bearer';
import { none } from './none';
import { xApiKey } from './x-api-key';

/** How a vendor wants its key, by id. */
export const auths: Readonly<Record<Auth['id'], Auth>> = { bearer, 'x-api-key': xApiKey, 'api-key': apiKey, none };
