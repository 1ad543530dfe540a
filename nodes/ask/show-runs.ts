import { failures, type Failure } from '../../src/chat/failure';
import type { RunEvent } from '../../src/telemetry/events';
import { badge } from '../kit/status';
import type { Ask } from './run';

export interface Shown {
  /** A message has failed before its run began: no event tells of it. */
  failed(reason: Failure): void;
  close(): void;
}

/** The ask's status: how it streams, what runs, who answered last and how fast, or which code it failed with. */
export function showRuns({ host, node, trouble, straightReply }: Pick<Ask, 'host' | 'node' | 'trouble' | 'straightReply'>): Shown {
  const shown = badge(node, host.clock);
  let running = 0;
  const tell = (event: RunEvent): void => {
    if (!('node' in event) || event.node?.id !== node.id) return;
    if (event.type === 'running') {
      running = event.running;
      if (running > 0) shown.set('blue', 'dot', `${running} running${event.waiting > 0 ? `, ${event.waiting} waiting` : ''}`);
    } else if (event.type === 'done' && running === 0) {
      const { outcome } = event;
      if (outcome.status === 'answered') shown.set('green', 'dot', `${outcome.head?.model ?? ''} ${outcome.cached ? 'cached' : inWords(outcome.totalMs)}`);
      else if (outcome.status === 'cancelled') shown.clear();
      else shown.set('red', 'ring', failures[outcome.failure?.kind ?? 'server'].code);
    }
  };
  const failed = ({ kind }: Failure): void => {
    if (!trouble && running === 0) shown.set('red', 'ring', failures[kind].code);
  };
  const started = (): void => {
    if (trouble) shown.set('red', 'ring', trouble);
    else if (running === 0) shown.set('grey', 'ring', straightReply() ? 'streams' : 'whole answers');
  };
  const stopListening = host.listen(tell);
  const stopWaiting = host.onStarted(started);
  return {
    failed,
    close() {
      stopListening();
      stopWaiting();
      shown.close();
    },
  };
}

function inWords(ms: number): string { return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`; }
