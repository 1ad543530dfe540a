/** Flows as the editor saves them; what is left out has its default. All ask the same upstream for the same model. */

const node = (id, type, wires, more = {}) => ({ id, type, z: 'tab', x: 0, y: 0, wires, ...more });
const tab = { id: 'tab', type: 'tab', label: 'Bench' };
const modelRow = { window: 128_000, tags: '', quality: '', region: '', inputPrice: 0.25, outputPrice: 2 };

/** `atOnce` is high, since its default of 8 is there to protect real providers. */
export function provider(address, more = {}) {
  return { id: 'provider', type: 'switchyard-provider', name: 'Upstream', vendor: 'other-openai', address, atOnce: 10_000, models: [{ ...modelRow, name: 'gpt-bench' }], ...more };
}
export const model = (name, more = {}) => ({ ...modelRow, name, ...more });

const useBench = { condition: { source: 'otherwise', property: '' }, use: [{ name: 'gpt-bench', share: 1 }], must: false, chooseBy: 'cheapest' };
const endpoint = (to, more = {}) => node('in', 'switchyard-endpoint', [[to]], { path: '/v1', ...more });
const httpIn = (to) => node('in', 'http in', [[to]], { url: '/v1/chat/completions', method: 'post', upload: false, skipBodyParsing: false });
const router = (to, rules = [useBench]) => node('router', 'switchyard-router', [[to]], { rules });
const ask = node('ask', 'switchyard-ask', [['reply'], ['reply']]);
const reply = node('reply', 'switchyard-reply', [[]]);
const response = node('response', 'http response', []);

const routed = (door) => (upstream) => [tab, provider(`${upstream}/v1`), door, router('ask'), ask, reply];

export const behindEndpoint = routed(endpoint('router'));
export const behindHttpIn = routed(httpIn('router'));

/** Everything a careful user draws, for questions that the cache has never seen. */
export const wholeChain = (upstream) => [
  tab, provider(`${upstream}/v1`), endpoint('memory'),
  node('memory', 'switchyard-memory', [['cache']]), node('cache', 'switchyard-cache', [['guard']]),
  node('guard', 'switchyard-cost-guard', [['router'], ['reply']], { limit: 1_000_000, per: 'day' }),
  router('ask'), ask, reply,
];

/** What Node-RED itself costs: no call at all. */
export const floor = () => [
  tab, httpIn('fixed'),
  node('fixed', 'change', [['response']], { rules: [{ t: 'set', p: 'payload', pt: 'msg', to: '{"choices":[{"message":{"role":"assistant","content":"blue"}}]}', tot: 'json' }] }),
  response,
];

/** A flow of our shape whose nodes only pass on (see least/least.js): what remains where routing costs nothing. */
export const least = (upstream) => passingOn({ url: `${upstream}/v1/chat/completions` });

/** The same, but that what is refused is asked again elsewhere, at once. */
export const leastFailover = (status) => (upstream) => passingOn({ url: `${upstream}/${status}/v1/chat/completions`, second: `${upstream}/v1/chat/completions` });

const passingOn = (addresses) => [
  tab, node('in', 'least-door', [['router']], { path: '/v1/chat/completions' }), node('router', 'least-router', [['ask']]),
  node('ask', 'least-ask', [['reply']], addresses), node('reply', 'least-reply', []),
];

/** What people draw today. */
export const handWired = (upstream) => [
  tab, httpIn('call'),
  node('call', 'http request', [['response']], { method: 'POST', ret: 'obj', paytoqs: 'ignore', url: `${upstream}/v1/chat/completions`, persist: true, headers: [] }),
  response,
];

/** Each alias tries a model behind /429 or /500, then a good one. There are many, since a model that failed is avoided for a while. */
export const failover = (status, count) => (upstream) => {
  const names = Array.from({ length: count }, (_, index) => `case-${index}`);
  return [
    tab,
    provider(`${upstream}/${status}/v1`, { id: 'bad', name: 'Bad', models: names.map((name) => model(`bad-${name}`, { tags: name })) }),
    provider(`${upstream}/v1`, { models: [model('gpt-bench', { tags: names.join(',') })] }),
    endpoint('router', { aliases: names.map((name) => ({ name, use: name })) }),
    router('ask', []), ask, reply,
  ];
};

/** A router whose last rule of `count` is the first that holds. */
export const manyRules = (count) => (upstream) => [
  tab, provider(`${upstream}/v1`), endpoint('router'),
  router('ask', [...Array.from({ length: count - 1 }, (_, index) => ({ ...useBench, condition: { source: 'msg', property: 'payload.metadata.tier', operator: 'eq', value: `tier-${index}`, valueType: 'str' } })), useBench]),
  ask, reply,
];

/** A provider with so many models, of which the cheapest is wanted. */
export const manyModels = (count) => (upstream) => [
  tab, provider(`${upstream}/v1`, { models: Array.from({ length: count }, (_, index) => model(`model-${index}`, { outputPrice: 2 + index })) }),
  endpoint('router'), router('ask', [{ ...useBench, use: [{ name: 'Upstream/*', share: 1 }] }]), ask, reply,
];
