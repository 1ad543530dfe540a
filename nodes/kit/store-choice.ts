import type { Node } from 'node-red';
import type { StoreKind } from '../../src/store';

/** The store nodes of one Node-RED, of which the first counts. Without any, state is kept on disk. */
export class StoreChoice {
  private readonly nodes = new Map<string, { kind: StoreKind; closed: boolean }>();

  /** Until its node has closed and flows have started without it. False: there is another store already. */
  add(node: Node, kind: StoreKind): boolean {
    const entry = { kind, closed: false };
    this.nodes.delete(node.id);
    this.nodes.set(node.id, entry);
    node.on('close', () => { entry.closed = true; });
    return this.counts(node);
  }

  /** Whether this is the one that counts: it may become that when another one is deleted. */
  counts(node: Node): boolean { return this.open() !== undefined && this.open() === this.nodes.get(node.id); }

  /** Flows have started: what has closed and not come back is gone. */
  forgetClosed(): void {
    for (const [id, { closed }] of this.nodes) if (closed) this.nodes.delete(id);
  }

  /** In the midst of a deploy, what was there still counts: another store would be an empty one. */
  get kind(): StoreKind { return (this.open() ?? [...this.nodes.values()][0])?.kind ?? 'embedded'; }

  private open(): { kind: StoreKind } | undefined { return [...this.nodes.values()].find(({ closed }) => !closed); }
}
