import type { CandidateTable } from '../decide/decision';
import { blankView, type View } from '../decide/view';
import type { Connection } from './connection';
import type { ModelSignals } from './model-signals';

interface Sight {
  view: View;
  /** The candidates of which something is known, as of `models` known. */
  seen: { at: number; model: ModelSignals }[];
  models: number;
}

/**
 * The columns of each table that is in use. Only candidates that were ever called are looked at again: a table of thousands of models
 * of which five are used costs as much as a table of five.
 */
export class Sights {
  private readonly sights = new WeakMap<CandidateTable, Sight>();
  private latest: CandidateTable | undefined;

  constructor(private readonly models: ReadonlyMap<string, ModelSignals>, private readonly connections: ReadonlyMap<string, Connection>) {}

  of(table: CandidateTable, nowMs: number): View {
    this.latest = table;
    const sight = this.sightOf(table);
    for (const { at, model } of sight.seen) write(sight.view, at, model, nowMs);
    this.writeConnections(table, sight.view, nowMs);
    return sight.view;
  }

  /** Provider and model of a key: of the table that was looked at last, else by the first slash. */
  named(key: string): { provider: string; name: string } {
    const candidate = this.latest?.candidates.find((each) => each.key === key);
    if (candidate !== undefined) return { provider: candidate.provider, name: candidate.model.name };
    const slash = key.indexOf('/');
    return { provider: key.slice(0, Math.max(0, slash)), name: key.slice(slash + 1) };
  }

  private sightOf(table: CandidateTable): Sight {
    let sight = this.sights.get(table);
    if (sight === undefined) this.sights.set(table, sight = { view: blankView(table.candidates.length), seen: [], models: 0 });
    if (sight.models === this.models.size) return sight;
    sight.models = this.models.size;
    sight.seen = table.candidates.flatMap(({ key }, at) => {
      const model = this.models.get(key);
      return model === undefined ? [] : [{ at, model }];
    });
    return sight;
  }

  /** An account's trouble is that of all its models, called or not. */
  private writeConnections(table: CandidateTable, view: View, nowMs: number): void {
    view.misconfigured.fill(0);
    for (const [provider, connection] of this.connections) {
      if (!connection.misconfigured(nowMs)) continue;
      table.candidates.forEach((candidate, at) => {
        if (candidate.provider === provider) view.misconfigured[at] = 1;
      });
    }
  }
}

function write(view: View, at: number, model: ModelSignals, nowMs: number): void {
  view.inFlight[at] = model.breaker.underWay;
  view.firstTokenMs[at] = model.latency.read(nowMs);
  view.tokenMs[at] = model.pace.read();
  view.breaker[at] = model.breaker.read(nowMs);
  view.coolingMs[at] = model.cooling.leftMs(nowMs);
  view.headroom[at] = model.headroom.read(nowMs);
  view.tokenRatio[at] = model.tokenRatio.read();
}
