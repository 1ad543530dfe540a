import type { Node, NodeStatusFill, NodeStatusShape } from 'node-red';
import type { Clock } from '../../src/clock';

/** Node-RED keeps every status and sends it to all editors: not more often than this. */
const everyMs = 500;
/** What fits beside a node on the canvas. */
const longest = 40;

export interface Badge {
  /** Shown at once, or as soon as the pause since the last one allows; only the newest counts. */
  set(fill: NodeStatusFill, shape: NodeStatusShape, text: string): void;
  clear(): void;
  /** Ends the timer; later calls do nothing. */
  close(): void;
}

/** The status of a node, throttled. */
export function badge(node: Node, clock: Clock): Badge {
  let shownMs = -Infinity;
  let next: (() => void) | undefined;
  let cancel: (() => void) | undefined;
  let closed = false;
  const show = (): void => {
    cancel = undefined;
    const work = next;
    next = undefined;
    if (!work || closed) return;
    shownMs = clock.monoMs();
    work();
  };
  const plan = (work: () => void): void => {
    if (closed) return;
    next = work;
    if (cancel) return;
    const waitMs = shownMs + everyMs - clock.monoMs();
    if (waitMs <= 0) show();
    else cancel = clock.after(waitMs, show);
  };
  return {
    set: (fill, shape, text) => plan(() => node.status({ fill, shape, text: text.length > longest ? `${text.slice(0, longest - 1)}…` : text })),
    clear: () => plan(() => node.status({})),
    close() { closed = true; cancel?.(); },
  };
}
