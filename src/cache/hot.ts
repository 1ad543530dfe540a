import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock';
import type { StoredAnswer } from './answer';

const maxBytes = 32 * 1024 * 1024;
/** What an entry takes beside its text. */
const entryBytes = 200;

/**
 * The answers used last, in memory, in front of the store, which stays the truth. Kept as text: so the bound in bytes is exact,
 * and everybody gets an answer of their own, which they may change.
 */
export class HotAnswers {
  private readonly texts = new LRUCache<string, { text: string; untilMonoMs: number }>({
    maxSize: maxBytes, sizeCalculation: ({ text }, key) => 2 * (text.length + key.length) + entryBytes,
  });

  constructor(private readonly clock: Clock) {}

  get(key: string): StoredAnswer | undefined {
    const found = this.texts.get(key);
    if (found && found.untilMonoMs > this.clock.monoMs()) return JSON.parse(found.text) as StoredAnswer;
    this.texts.delete(key);
    return undefined;
  }

  set(key: string, answer: StoredAnswer, forMs: number): void {
    this.texts.set(key, { text: JSON.stringify(answer), untilMonoMs: this.clock.monoMs() + forMs });
  }
}
