import { z } from 'zod';
import { chooseBy, pick } from '../../src/decide/plan';

/**
 * What a dialog saves, by node type. `schema.parse({})` gives the defaults, and the editor's `defaults` must equal them.
 * The editor saves numbers as text, and a cleared field as "": both are taken.
 */
const blank = (value: unknown): unknown => (value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value);
const amount = (least: number, most: number, standard: number) =>
  z.preprocess(blank, z.coerce.number().min(least).max(most).default(standard));
const count = (least: number, most: number, standard: number) =>
  z.preprocess(blank, z.coerce.number().int().min(least).max(most).default(standard));
/** A number that may be left blank, which means "not set". */
const countOrBlank = (least: number, most: number) =>
  z.preprocess(blank, z.union([z.literal(''), z.coerce.number().int().min(least).max(most)]).default(''));
const amountOrBlank = (least: number, most: number) =>
  z.preprocess(blank, z.union([z.literal(''), z.coerce.number().min(least).max(most)]).default(''));
const text = (standard = '') => z.string().default(standard);
const tick = (standard: boolean) => z.boolean().default(standard);
/** The name of some state. A cleared field means the default. */
const stateName = z.preprocess(blank, z.string().max(200).default('default'));
const picks = z.array(pick.extend({ share: amount(0, 1e6, 1) })).max(1000).default([]);

/** A property of the message, as people write it too: Node-RED reads "msg.payload" as "payload", but would write to msg.msg.payload. */
const withoutMsg = (path: string): string => path.trim().replace(/^msg\./, '');

/** A model as the provider's dialog keeps it. Blank = what the catalogue knows. Prices in dollars per million tokens. */
export const modelRow = z.object({
  name: z.string().min(1).max(200),
  inputPrice: amountOrBlank(0, 1e6), outputPrice: amountOrBlank(0, 1e6),
  window: countOrBlank(1, 1e9),
  /** Words, with commas between. */
  tags: text(),
  quality: amountOrBlank(0, 100),
  region: text(),
});

export const providerProperties = z.object({
  name: text(),
  /** The id of a vendor row. */
  vendor: text('openai'),
  address: text(),
  models: z.array(modelRow).max(1000).default([]),
  headers: z.array(z.object({ name: z.string().min(1).max(200), value: z.string().max(8000) })).max(100).default([]),
  requestsPerMinute: countOrBlank(1, 1e9),
  tokensPerMinute: countOrBlank(1, 1e12),
  atOnce: count(1, 10000, 8),
  allowPlainHttp: tick(false),
});

export const storeProperties = z.object({
  name: text(),
  kind: z.enum(['embedded', 'memory']).default('embedded'),
});

export const askProperties = z.object({
  name: text(),
  /** The id of a provider node; blank = any. */
  provider: text(),
  models: picks,
  chooseBy: chooseBy.default('in order'),
  instructions: text(),
  /** Blank = the payload; as a text it is the question itself, and blank is none. */
  prompt: z.preprocess((value) => value ?? undefined, z.string().default('payload')),
  promptType: z.enum(['msg', 'flow', 'global', 'env', 'str', 'jsonata']).default('msg'),
  /** A property of msg; blank = the same place as the prompt's. */
  answer: text(),
  answerAs: z.enum(['text', 'json']).default('text'),
  maxAnswer: countOrBlank(1, 1e7),
  tries: count(1, 100, 3),
  firstWordsWithinSeconds: amount(0.1, 86400, 8),
  silentForSeconds: amount(0.1, 86400, 15),
  totalWithinSeconds: amount(0.1, 86400, 120),
  commit: z.enum(['first part', 'whole']).default('first part'),
  afterCut: z.enum(['resume', 'error event']).default('resume'),
  maxCalls: count(1, 10000, 10),
  wholeDecision: tick(false),
  /** 2: answered, failed. 5: answered, busy, over budget, refused, failed. */
  outputs: z.preprocess(blank, z.coerce.number().pipe(z.union([z.literal(2), z.literal(5)])).default(2)),
}).overwrite((ask) => Object.assign({}, ask, { prompt: promptOf(ask), answer: withoutMsg(ask.answer) }));

function promptOf({ prompt, promptType }: { prompt: string; promptType: string }): string {
  if (promptType === 'str') return prompt;
  return (promptType === 'msg' ? withoutMsg(prompt) : prompt) || 'payload';
}

export const operators = [
  'eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'btwn', 'cont', 'regex',
  'true', 'false', 'null', 'nnull', 'empty', 'nempty', 'istype', 'hask',
] as const;
export const facts = [
  'user', 'tier', 'language', 'task', 'complexity', 'tokens', 'turns', 'modality', 'messages', 'characters', 'has images', 'has audio', 'has files', 'has tools', 'wants JSON', 'wants a stream',
  'model', 'client key', 'session',
] as const;
const valueType = z.enum(['str', 'num', 'bool', 'msg', 'flow', 'global', 'env', 'jsonata', 'json']);

export const condition = z.object({
  source: z.enum(['msg', 'flow', 'global', 'env', 'jsonata', 'fact', 'otherwise']).default('msg'),
  /** A path, a variable, an expression, or one of `facts`. With `jsonata` the expression alone decides: no operator. */
  property: text('payload'),
  operator: z.enum(operators).default('eq'),
  value: z.coerce.string().default(''),
  valueType: valueType.default('str'),
  /** Only for `btwn`. */
  value2: z.coerce.string().default(''),
  value2Type: valueType.default('num'),
  /** Only for `regex`. */
  ignoreCase: tick(false),
});
export const routerRule = z.object({
  condition,
  /** Names or tags; empty = the starter models. */
  use: picks,
  must: tick(false),
  chooseBy: chooseBy.default('cheapest'),
});
export const routerProperties = z.object({
  name: text(),
  rules: z.array(routerRule).max(1000)
    .default([{ condition: condition.parse({ source: 'otherwise', property: '' }), use: [], must: false, chooseBy: 'cheapest' }]),
  stopAfterFirst: tick(true),
  portPerRule: tick(false),
  outputs: count(1, 1000, 1),
});

/** Whom a budget or a cache is for. `msg`: the property named beside it. */
const whose = ['everyone', 'user', 'session', 'client key', 'msg'] as const;

export const costGuardProperties = z.object({
  name: text(),
  budget: stateName,
  /** Dollars. */
  limit: amount(0, 1e9, 5),
  per: z.enum(['hour', 'day', 'week', 'month', 'total']).default('day'),
  /** An IANA name; blank = that of the machine. */
  timeZone: text(),
  for: z.enum(whose).default('everyone'),
  /** A property of msg, only with `for` msg. */
  forProperty: text('topic'),
  nearAtPercent: amount(0, 100, 80),
  /** Dollars per million output tokens, from `nearAtPercent` on; blank = no such rule. */
  onlyUpTo: z.union([z.literal(''), z.coerce.number().min(0).max(1e6)]).default(1),
  unknownPrice: z.enum(['block', 'allow']).default('block'),
  /** `msg.llm.approved` may lift the limit. */
  allowApproval: tick(false),
});

export const cacheProperties = z.object({
  name: text(),
  cache: stateName,
  keepForMinutes: amount(0, 5256000, 60),
  sharedBy: z.enum(['user or session', ...whose]).default('user or session'),
  /** A property of msg, only with `sharedBy` msg. */
  sharedByProperty: text('topic'),
  match: z.enum(['same prompt']).default('same prompt'),
});

/** What a fallback may act on, in words; `src/chat/causes.ts` says which failures each means. */
export const fallbackReasons = [
  'rate limit', 'busy', 'timeout', 'unavailable', 'bad key', 'bad answer', 'too long', 'refused', 'bad request', 'interrupted',
] as const;
export const fallbackProperties = z.object({
  name: text(),
  on: z.array(z.enum(fallbackReasons)).default(['rate limit', 'busy', 'timeout', 'unavailable']),
  backups: picks,
  tries: count(1, 100, 3),
  waitSeconds: amount(0, 86400, 0),
});

export const memoryProperties = z.object({
  name: text(),
  memory: stateName,
  /** Used with every `sessionType` but `auto`. */
  session: text(),
  sessionType: z.enum(['auto', 'msg', 'flow', 'global', 'env', 'str', 'jsonata']).default('auto'),
  messages: count(0, 10000, 20),
  tokens: count(0, 1e7, 4000),
  forgetAfterHours: amount(0, 87600, 24),
});

export const replyProperties = z.object({
  name: text(),
  /** How an answer goes to a client that is not HTTP. */
  streamAs: z.enum(['pieces', 'text so far']).default('pieces'),
  everyMs: count(0, 60000, 250),
  headers: tick(true),
  sorry: text('Sorry, I cannot answer just now. Please try again later.'),
});

export const endpointProperties = z.object({
  name: text(),
  path: z.preprocess(blank, z.string().default('/v1')),
  /** Blank = off; suggest "/chat". */
  chatPage: text(),
  /** Who may call: a name, and the credential that holds its key. Empty = this machine only, unless `openToAll`. */
  clientKeys: z.array(z.object({ name: z.string().min(1).max(200), slot: z.string().regex(/^key([1-9]|[12]\d|3[0-2])$/) })).max(32).default([]),
  openToAll: tick(false),
  aliases: z.array(z.object({ name: z.string().min(1).max(200), use: z.string().min(1).max(200) })).max(1000).default([]),
  clientsNameModels: tick(true),
  maxBodyMegabytes: amount(0.001, 1000, 5),
  unansweredSeconds: amount(1, 86400, 120),
});

export const eventKinds = ['attempt', 'decision', 'budget', 'health', 'done'] as const;
export const eventsProperties = z.object({
  name: text(),
  /** Empty = all. */
  what: z.array(z.enum(eventKinds)).default([]),
  /** Ids of ask nodes; empty = all. */
  from: z.array(z.string()).default([]),
});

/** Every node type with its schema; the check that editor and runtime agree walks this. */
export const properties = {
  'switchyard-provider': providerProperties,
  'switchyard-store': storeProperties,
  'switchyard-ask': askProperties,
  'switchyard-router': routerProperties,
  'switchyard-cost-guard': costGuardProperties,
  'switchyard-cache': cacheProperties,
  'switchyard-fallback': fallbackProperties,
  'switchyard-memory': memoryProperties,
  'switchyard-reply': replyProperties,
  'switchyard-endpoint': endpointProperties,
  'switchyard-events': eventsProperties,
} as const;

/**
 * An endpoint's keys: one credential each, because Node-RED keeps credentials by names that are fixed beforehand and never
 * shows a stored one again: with all keys in one, the dialog could not add a key without asking for all the others.
 */
export const clientKeySlots = Array.from({ length: 32 }, (_, index) => `key${index + 1}`);

/** What the credentials are called, by node type. All are secrets. */
export const credentials: Record<string, Record<string, { type: 'password' }>> = {
  'switchyard-provider': { key: { type: 'password' } },
  'switchyard-endpoint': Object.fromEntries(clientKeySlots.map((slot) => [slot, { type: 'password' }])),
};
