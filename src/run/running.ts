import type { Clock } from '../clock';
import type { RunEvent } from '../telemetry/events';
import { UnderWay } from '../under-way';
import { Members } from './members';
import type { Outcome } from './outcome';
import type { Run } from './run';

type Node = { id: string; name?: string } | undefined;

/** Which runs are under way, and how many of each node's wait: for the status of a node, and for an orderly end. */
export class Running {
  private readonly runs = new Members<Run>();
  private readonly counts = new UnderWay<{ running: number; waiting: number }>();

  constructor(private readonly clock: Clock, private readonly emit: (event: RunEvent) => void) {}

  began(run: Run, node: Node): void { this.runs.add(run); this.count(node, 1, 0); }
  ended(run: Run, node: Node): void { this.runs.remove(run); this.count(node, -1, 0); }
  waiting(node: Node, waits: boolean): void { this.count(node, 0, waits ? 1 : -1); }

  /** Waits until there is none. */
  async idle(): Promise<void> {
    while (this.runs.size > 0) await Promise.all(this.runs.list().map((run) => run.done));
  }

  /** Waits for all, at most `withinMs`; then cancels what is left, so that every client is told. */
  async drain(withinMs: number): Promise<void> {
    let stop = (): void => undefined;
    const time = new Promise<void>((resolve) => { stop = this.clock.after(withinMs, resolve); });
    const ends = (): Promise<Outcome[]> => Promise.all(this.runs.list().map((run) => run.done));
    await Promise.race([ends(), time]);
    stop();
    for (const run of this.runs.list()) run.cancel('Node-RED is stopping');
    await ends();
  }

  private count(node: Node, running: number, waiting: number): void {
    if (!node) return;
    const now = this.counts.get(node.id) ?? { running: 0, waiting: 0 };
    now.running += running;
    now.waiting += waiting;
    if (now.running === 0) this.counts.delete(node.id);
    else this.counts.set(node.id, now);
    this.emit({ type: 'running', atMs: this.clock.wallMs(), node, ...now });
  }
}
