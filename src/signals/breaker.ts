import { RecentResults } from './recent-results';

const inARow = 5;
const firstOpenMs = 5_000;
/** Below 30 s, so that a model is back within 30 s of its recovery, probe included. */
const longestOpenMs = 20_000;
/** After a first good probe 2 calls at once may go, then 4, ...; beyond this many it is trusted again. */
const trustedBeyond = 8;

/** What the breaker column says. */
export const closed = 0;
export const probeWanted = 1;
export const open = 2;

type State =
  | { is: 'closed' }
  /** `forced`: a call went there all the same, since nobody else was left. */
  | { is: 'open'; untilMs: number; forMs: number; forced: boolean }
  /** `atOnce`: so many calls may be under way now. */
  | { is: 'half-open'; atOnce: number; forMs: number };

/**
 * The circuit breaker of one model. Opens after 5 failures in a row, or when half of at least 10 calls of the last half minute failed.
 * Open, it is left alone for 5 s, then 10 s, then 20 s. Half-open, one call at a time probes; a good one doubles what is
 * let through, so that a model that has just come back is not run over. It knows nothing of clocks: `nowMs` is monotonic time.
 */
export class Breaker {
  private state: State = { is: 'closed' };
  private row = 0;
  private recent = new RecentResults();
  /** Calls under way, and those of them that began before the breaker opened: they are no probes. */
  private calls = 0;
  private before = 0;

  /** `tell` hears of each change. */
  constructor(private readonly tell: (state: State['is'], reason: string) => void) {}

  began(nowMs: number): void {
    this.calls += 1;
    if (this.state.is !== 'open') return;
    if (nowMs < this.state.untilMs) this.state = { ...this.state, forced: true };
    else this.become({ is: 'half-open', atOnce: 1, forMs: this.state.forMs }, 'time to try it again');
  }

  ended(): void {
    this.calls = Math.max(0, this.calls - 1);
    this.before = Math.max(0, this.before - 1);
  }

  succeeded(nowMs: number): void {
    this.row = 0;
    if (this.state.is === 'closed') this.recent.add(true, nowMs);
    else if (this.state.is === 'half-open') this.trustMore(this.state.atOnce * 2, this.state.forMs);
    else if (this.state.forced) this.trustMore(2, this.state.forMs);
  }

  failed(nowMs: number, reason: string): void {
    if (this.state.is === 'open') return;
    if (this.state.is === 'half-open') return this.openFor(Math.min(this.state.forMs * 2, longestOpenMs), nowMs, reason);
    this.row += 1;
    this.recent.add(false, nowMs);
    if (this.row >= inARow || this.recent.mostlyFailed(nowMs)) this.openFor(firstOpenMs, nowMs, reason);
  }

  /** 0 closed, 1 half-open and a probe is wanted, 2 open. */
  read(nowMs: number): number {
    switch (this.state.is) {
      case 'closed': return closed;
      case 'open': return nowMs < this.state.untilMs ? open : probeWanted;
      case 'half-open': return this.calls - this.before < this.state.atOnce ? probeWanted : open;
    }
  }

  get underWay(): number {
    return this.calls;
  }

  private openFor(forMs: number, nowMs: number, reason: string): void {
    this.before = this.calls;
    this.become({ is: 'open', untilMs: nowMs + forMs, forMs, forced: false }, reason);
  }

  private trustMore(atOnce: number, forMs: number): void {
    if (atOnce <= trustedBeyond) return this.become({ is: 'half-open', atOnce, forMs }, 'it answers again');
    this.row = 0;
    this.recent = new RecentResults();
    this.become({ is: 'closed' }, 'it works again');
  }

  private become(state: State, reason: string): void {
    const changed = state.is !== this.state.is;
    this.state = state;
    if (changed) this.tell(state.is, reason);
  }
}
