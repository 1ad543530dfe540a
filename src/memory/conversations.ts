import type { Chat, Message } from '../chat/chat';
import { FailureError, failure } from '../chat/failure';
import type { Clock } from '../clock';
import type { MemoryWish } from '../decide/plan';
import type { Weight } from '../facts/scripts';
import { add, messageTokens } from '../facts/tokens';
import type { Outcome } from '../run/outcome';
import type { Soon, Store } from '../store/store';
import { trim, type Turn } from './trim';
import { turnOf } from './turn';

/** What is remembered, oldest first. */
export interface Remembered {
  messages: Message[];
  /** What they add to a request. */
  tokens: Weight;
  /** As it lies in the store, where the messages are all of it: with this `remember` need not read it again. */
  seen?: unknown;
}

/** Remembered conversations, each known by the name of its memory and its session. All verbs reject with FailureError(store_down). */
export interface Conversations {
  /** Trimmed to whole turns within the wish's messages and tokens; the newest one is shortened where it does not fit alone. */
  load(wish: MemoryWish): Promise<Remembered>;
  /** Adds one turn, to what was `seen` if it is still so. Turns that end at the same moment are all kept, in the order in which they were asked. */
  remember(wish: MemoryWish, chat: Chat, outcome: Outcome, seen?: unknown): Promise<void>;
  forget(memory: string, session: string): Promise<void>;
}

interface Conversation { turns: Turn[] }

/** About the most that one conversation takes, in letters of JSON: what is older is forgotten. */
const maxLetters = 1_000_000;
const aroundContent = 40;
const lettersIn = ({ messages }: Turn): number => messages.reduce((sum, { content }) => sum + (typeof content === 'string' ? content : JSON.stringify(content)).length + aroundContent, 0);
/** Each miss means that another turn of the same conversation got in, so this is never reached but by a store that is broken. */
const maxTries = 50;

/** A conversation is forgotten when its wish's `forgetAfterMs` have passed since its last turn. */
export function conversations(store: Store, clock: Clock, weigh = messageTokens): Conversations {
  const tokensOf = ({ tokens, messages }: Turn): Weight => tokens ?? weigh(messages);
  return {
    async load(wish) {
      const there = await safely(wish.memory, () => store.get(keyOf(wish.memory, wish.session)));
      const all = turnsIn(there);
      const turns = trim(all, { messages: wish.messages, size: wish.tokens }, (turn) => tokensOf(turn).estimate);
      const tokens = { low: 0, estimate: 0, high: 0 };
      for (const turn of turns) add(tokens, tokensOf(turn));
      // What the request does not need anyway is not kept for as long as it takes.
      return { messages: turns.flatMap((turn) => turn.messages), tokens, ...(isAll(turns, all) && { seen: there }) };
    },

    async remember(wish, chat, outcome, seen) {
      const messages = turnOf(chat, outcome);
      if (messages.length === 0) return;
      const turn: Turn = { atMs: clock.wallMs() - outcome.totalMs, messages, tokens: weigh(messages) };
      await safely(wish.memory, () => append(store, wish, turn, seen));
    },

    async forget(memory, session) {
      await safely(memory, () => store.remove(keyOf(memory, session)));
    },
  };
}

/** Writes only over what it has read, so that no turn is lost, whoever else writes: in this process or in another. */
async function append(store: Store, wish: MemoryWish, turn: Turn, seen: unknown): Promise<void> {
  const key = keyOf(wish.memory, wish.session);
  let there = seen ?? await store.get(key);
  for (let tries = 0; tries < maxTries; tries++) {
    const all = [...turnsIn(there), turn].sort((one, other) => one.atMs - other.atMs);
    const next: Conversation = { turns: trim(all, { messages: wish.messages, size: maxLetters }, lettersIn) };
    const put = await store.put(key, next, { ttlMs: wish.forgetAfterMs, ...(there === undefined ? { ifAbsent: true } : { ifHolds: there }) });
    if (put.done) return;
    there = put.value;
  }
  throw new Error('it keeps changing');
}

/** All of it, and none shortened. */
const isAll = (some: readonly Turn[], all: readonly Turn[]): boolean => some.length === all.length && some[0] === all[0];

function turnsIn(value: unknown): Turn[] {
  const turns = (value as Partial<Conversation> | undefined)?.turns;
  return Array.isArray(turns) ? turns : [];
}

/** A colon in the memory's name must not make it another memory's conversation. */
function keyOf(memory: string, session: string): string {
  return `memory:${memory.replaceAll('%', '%25').replaceAll(':', '%3A')}:${session}`;
}

async function safely<T>(memory: string, work: () => Soon<T>): Promise<T> {
  try {
    return await work();
  } catch (reason) {
    const why = reason instanceof Error ? reason.message : String(reason);
    throw new FailureError(failure('store_down', `The memory '${memory}' cannot be reached: ${why}. Look at the store node, or take the memory node out.`));
  }
}
