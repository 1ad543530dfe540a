/**
 * What can answer here. It looks where the package itself will look (its own list of vendors and addresses, from `dist`), so that both find the same.
 * `none` is true where practice models have to help out.
 * @typedef {{ none: boolean, detail: string }} Found
 */

const patienceMs = 1500;

/**
 * @param {object} look
 * @param {Record<string, string | undefined>} look.env
 * @param {boolean} look.ownProviders the flow has providers of its own
 * @param {{ mayDiscover(env: object): boolean, providersWithKeys(vendors: object[], env: object): { name: string }[], localServers(env: object): { address: string }[] }} look.discover
 * @param {object[]} look.vendors
 * @returns {Promise<Found>}
 */
export async function findModels({ env, ownProviders, discover, vendors }) {
  if (ownProviders) return { none: false, detail: 'the providers of the flow' };
  if (!discover.mayDiscover(env)) return { none: false, detail: 'nothing is looked for (SWITCHYARD_DISCOVER=0)' };
  const hosted = discover.providersWithKeys(vendors, env).map(({ name }) => name);
  const local = await Promise.all(discover.localServers(env).map(async ({ address }) => ((await hasModels(address)) ? [address] : [])));
  const names = [...hosted, ...local.flat()];
  return names.length > 0 ? { none: false, detail: names.join(', ') } : { none: true, detail: 'practice models, as there is no key and no local server' };
}

/** Whether a server lists at least one model, in OpenAI's shape. */
async function hasModels(address) {
  try {
    const reply = await fetch(`${address}/models`, { signal: AbortSignal.timeout(patienceMs) });
    const body = reply.ok ? await reply.json() : undefined;
    return (body?.data ?? body)?.length > 0;
  } catch {
    return false;
  }
}
