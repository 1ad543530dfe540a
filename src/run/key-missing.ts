import { failure, type Failure } from '../chat/failure';
import { isLoopback, type Served } from './snapshot';

const keyHeaders = ['authorization', 'x-api-key', 'api-key'];

/**
 * Said here, and sooner than by the vendor: a hosted vendor was given no key. At an address of the user's own a proxy may add it,
 * and a header of the user's own may hold it.
 */
export function keyMissing({ target, config }: Served): Failure | undefined {
  const { vendor } = target;
  if (config.key || config.address || vendor.auth === 'none' || isLoopback(new URL(target.address).hostname)) return undefined;
  if (Object.keys(config.headers ?? {}).some((name) => keyHeaders.includes(name.toLowerCase()))) return undefined;
  const variable = vendor.keyVariables[0];
  const remedy = variable === undefined ? 'Open it and enter one.' : `Open it and enter one, or set ${variable} in the environment and restart.`;
  return failure('bad_key', `Provider '${config.name}' has no key. ${remedy}`, { provider: config.name, model: target.model.name });
}
