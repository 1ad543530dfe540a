import { failures, type Failure } from '../chat/failure';
import type { Clock } from '../clock';
import type { CandidateTable } from '../decide/decision';
import type { View } from '../decide/view';
import type { Limits } from '../outbound/dialect';
import type { RunEvent } from '../telemetry/events';
import { Connection } from './connection';
import { ModelSignals } from './model-signals';
import { Sights } from './sights';

/**
 * What runs have learnt of models, gathered as they go and read by decisions. Keyed by names ("provider/model"), so it outlives
 * deploys. `began` and `ended` come in pairs; all else is said of calls in between or after.
 */
export interface Signals {
  /** The columns for this table, brought up to now. The same object each time: good until the next call. */
  view(table: CandidateTable): View;
  /** Real input tokens over our estimate for one model; 1 until known. The same as in the view, without the look at all others. */
  tokenRatio(key: string): number;
  began(key: string): void;
  ended(key: string): void;
  firstToken(key: string, ms: number): void;
  /** No first token came within `waitedMs`: a bound, not a sample. */
  censored(key: string, waitedMs: number): void;
  pace(key: string, msPerToken: number): void;
  succeeded(key: string): void;
  /** What it does to the model's health, the failure's kind says. */
  failed(key: string, failure: Failure): void;
  limits(key: string, limits: Limits): void;
  /** Input tokens as estimated (the request's plain `estimate`, no ratio applied) and as the vendor counted them. */
  tokens(key: string, estimated: number, real: number): void;
  /** The provider has another key: what the old one did is forgotten. */
  forgive(provider: string): void;
}

export interface SignalsOptions { clock: Clock; listener(event: RunEvent): void }

export function signals(options: SignalsOptions): Signals {
  return new GatheredSignals(options);
}

type HealthState = Extract<RunEvent, { type: 'health' }>['state'];

class GatheredSignals implements Signals {
  private readonly models = new Map<string, ModelSignals>();
  private readonly connections = new Map<string, Connection>();
  private readonly sights = new Sights(this.models, this.connections);

  constructor(private readonly options: SignalsOptions) {}

  view(table: CandidateTable): View {
    return this.sights.of(table, this.now());
  }

  tokenRatio(key: string): number { return this.models.get(key)?.tokenRatio.read() ?? 1; }

  began(key: string): void {
    const model = this.of(key);
    model.breaker.began(this.now());
    this.connection(model).began(this.now());
  }

  ended(key: string): void { this.of(key).breaker.ended(); }
  firstToken(key: string, ms: number): void { this.of(key).latency.sample(ms, this.now()); }
  censored(key: string, waitedMs: number): void { this.of(key).latency.longerThan(waitedMs, this.now()); }
  pace(key: string, msPerToken: number): void { this.of(key).pace.sample(msPerToken); }
  limits(key: string, limits: Limits): void { this.of(key).headroom.heard(limits, this.now()); }
  tokens(key: string, estimated: number, real: number): void { this.of(key).tokenRatio.sample(estimated, real); }

  succeeded(key: string): void {
    const model = this.of(key);
    model.breaker.succeeded(this.now());
    if (model.cooling.succeeded(this.now())) this.tell(model, 'closed', 'its rate limit has room again');
    if (this.connection(model).mended()) this.tell(model, 'closed', 'the account works again');
  }

  failed(key: string, failure: Failure): void {
    const model = this.of(key);
    const effect = failures[failure.kind].health;
    if (effect === 'count') model.breaker.failed(this.now(), failure.message);
    if (effect === 'misconfigured' && this.connection(model).failed(this.now())) this.tell(model, 'misconfigured', failure.message);
    if (this.cools(model, failure)) this.tell(model, 'cooling', failure.message);
  }

  forgive(provider: string): void {
    for (const model of this.models.values()) if (model.provider === provider) model.forgive();
    if (this.connections.get(provider)?.mended() === true) this.tell({ provider, name: '' }, 'closed', 'the account has another key');
  }

  private cools({ cooling }: ModelSignals, { kind, retryAfterMs }: Failure): boolean {
    const effect = failures[kind].health;
    if (effect === 'cool') return cooling.refused(this.now(), retryAfterMs);
    // A 503 may also ask for time.
    return effect === 'count' && retryAfterMs !== undefined && cooling.asked(this.now(), retryAfterMs);
  }

  private of(key: string): ModelSignals {
    let model = this.models.get(key);
    if (model === undefined) {
      const { provider, name } = this.sights.named(key);
      model = new ModelSignals(provider, name, (state, reason) => this.tell({ provider, name }, state, reason));
      this.models.set(key, model);
    }
    return model;
  }

  private connection({ provider }: ModelSignals): Connection {
    let connection = this.connections.get(provider);
    if (connection === undefined) this.connections.set(provider, connection = new Connection());
    return connection;
  }

  private tell({ provider, name }: { provider: string; name: string }, state: HealthState, reason: string): void {
    this.options.listener({ type: 'health', atMs: this.options.clock.wallMs(), provider, model: name, state, reason });
  }

  private now(): number { return this.options.clock.monoMs(); }
}
