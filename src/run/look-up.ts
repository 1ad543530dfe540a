import type { StoredAnswer } from '../cache/answer';
import type { Claim } from '../cache/cache';
import { cacheKey } from '../cache/key';
import type { CacheWish } from '../decide/plan';
import type { Machinery } from './machinery';
import type { Settings } from './options';
import type { Outcome } from './outcome';
import type { Prepared } from './prepare';

/** A run's way through the cache: a hit, a wait for a twin, or a claim that it must end. A hit never touches a budget. */
export class Lookup {
  private claim: Claim | undefined;
  private readonly startedMs: number;

  constructor(private readonly machinery: Machinery, private readonly prepared: Prepared, private readonly settings: Settings) {
    this.startedMs = machinery.clock.monoMs();
  }

  /** The stored answer, or undefined: then this run asks. `whileRunning` ends a wait when the run is stopped. */
  async find(whileRunning: <T>(promise: Promise<T>) => Promise<T | undefined>): Promise<StoredAnswer | undefined> {
    const wish = this.prepared.cache;
    if (!wish?.sharedBy) return undefined;
    const key = this.key(wish, wish.sharedBy);
    for (let waited = false; ; waited = true) {
      const waitMs = this.settings.totalWithinMs - (this.machinery.clock.monoMs() - this.startedMs);
      if (waitMs <= 0) return undefined;
      const found = await this.machinery.cache.claim({
        cache: wish.cache, key, keepForMs: wish.keepForMs, claimTtlMs: this.settings.totalWithinMs + 30_000, waitMs,
      });
      if ('hit' in found) return found.hit;
      if ('claim' in found) { this.claim = found.claim; return undefined; }
      // A twin had nothing to share: those who waited for it do not stand in line behind the next one, but ask.
      if (waited) { found.stop(); return undefined; }
      let ended = false;
      const answer = await whileRunning(found.wait.finally(() => { ended = true; }));
      if (answer) return answer;
      if (!ended) { found.stop(); return undefined; }
    }
  }

  async close(outcome: Outcome): Promise<void> {
    if (outcome.status === 'answered') await this.claim?.fill(outcome);
    else await this.claim?.release();
  }

  private key(wish: CacheWish, sharedBy: string): string {
    const { plan, request, chat } = this.prepared;
    const wished = plan.flatMap((one) => (one.do === 'use' ? [JSON.stringify([one.use, one.by, one.must])] : []));
    const models = [request.asked ?? '', JSON.stringify([this.settings.models ?? [], this.settings.chooseBy]), ...wished];
    return cacheKey(chat, { cache: wish.cache, sharedBy, models, maxTokens: this.settings.maxAnswer });
  }
}
