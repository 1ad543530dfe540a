import { z } from 'zod';

/** Ways to put candidates in order. Each is one file in `policies/` and one line in its registry. */
export const chooseBy = z.enum(['in order', 'cheapest', 'fastest', 'shares', 'least busy']);
export type ChooseBy = z.infer<typeof chooseBy>;

/** A model by name: "gpt-5-mini", "OpenAI/gpt-5-mini", a tag, or "OpenAI/*" for all of a provider. */
export const pick = z.object({ name: z.string().min(1).max(200), share: z.number().min(0).max(1e6).optional() });
export type Pick = z.infer<typeof pick>;

const from = { node: z.string().max(100), name: z.string().max(200).optional() };
const name = z.string().min(1).max(200);
const ms = z.number().min(0).max(1e12);

/** A router's choice: which models, in which order. Empty `use` means the starter models. */
export const useWish = z.object({
  do: z.literal('use'), ...from, use: z.array(pick).max(1000), by: chooseBy.optional(), must: z.boolean().optional(),
  /** The rule that matched, in words: "tier is premium". */
  rule: z.string().max(500).optional(),
});
/** Keep to a budget. Money in micro-dollars. */
export const budgetWish = z.object({
  do: z.literal('budget'), ...from, budget: name, limitMicros: z.number().int().min(0).max(1e15),
  per: z.enum(['hour', 'day', 'week', 'month', 'total']), timeZone: z.string().max(100),
  /** Whose: "everyone", "user:ada", "session:42". */
  who: z.string().min(1).max(300),
  /** From this share of the limit (0 to 1) on, only models up to `onlyUpTo` (micro-dollars per million output tokens). */
  nearAt: z.number().min(0).max(1).optional(), onlyUpTo: z.number().int().min(0).optional(),
  unknownPrice: z.enum(['block', 'allow']),
  /** A person has approved going over. */
  approved: z.boolean().optional(),
});
/** Same question, same answer. `sharedBy` names who may share: "user:ada", "session:42", "flow:abc"; absent = do not cache. */
export const cacheWish = z.object({
  do: z.literal('cache'), ...from, cache: name, keepForMs: ms, sharedBy: z.string().max(300).optional(),
});
/** What to try when the chosen ones fail. Empty `use` means the next best starter models. */
export const backupWish = z.object({
  do: z.literal('backup'), ...from, use: z.array(pick).max(1000), on: z.array(z.string().max(40)).max(20),
  /** Set by a fallback after a failure: the backups come first now. */
  now: z.boolean().optional(),
});
/** Remember the conversation. */
export const memoryWish = z.object({
  do: z.literal('memory'), ...from, memory: name, session: z.string().min(1).max(300),
  messages: z.number().int().min(0).max(10000), tokens: z.number().int().min(0).max(10000000), forgetAfterMs: ms,
  reset: z.boolean().optional(),
});

export const wish = z.discriminatedUnion('do', [useWish, budgetWish, cacheWish, backupWish, memoryWish]);
/** What the nodes before an ask have wished for, in the order in which the message passed them. */
export const plan = z.array(wish).max(200);

export type UseWish = z.infer<typeof useWish>;
export type BudgetWish = z.infer<typeof budgetWish>;
export type CacheWish = z.infer<typeof cacheWish>;
export type BackupWish = z.infer<typeof backupWish>;
export type MemoryWish = z.infer<typeof memoryWish>;
export type Wish = z.infer<typeof wish>;
export type Plan = Wish[];
