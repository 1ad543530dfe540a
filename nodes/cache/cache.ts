import type { NodeAPI, NodeDef } from 'node-red';
import { failure, FailureError } from '../../src/chat/failure';
import { onInput } from '../kit/guard-input';
import { hostOf } from '../kit/host';
import { from, wishFor, type FlowNode, type Message } from '../kit/message';
import { readSettings } from '../kit/settings';
import { stateBadge } from '../kit/state-badge';
import type { Ticket } from '../kit/ticket';
import { whoOf } from '../kit/whose';

const minute = 60_000;

/** cache: same question, same answer, no cost. It adds its wish; the key is made in the run, from the whole conversation. */
export = function (RED: NodeAPI): void {
  function CacheNode(this: FlowNode & { z?: string }, config: NodeDef & { z?: string }): void {
    RED.nodes.createNode(this, config);
    const host = hostOf(RED).join(this);
    const { settings, trouble } = readSettings('switchyard-cache', config);
    const shown = stateBadge(this, host);
    if (trouble) shown.set('red', 'ring', trouble);
    const { cache, keepForMinutes, sharedBy, sharedByProperty } = settings;
    const flow = this.z ?? config.z ?? '';

    /** Without a user or a session an answer is shared in its own flow, but never among HTTP clients: they may be anybody. */
    const sharedAs = (msg: Message, ticket: Ticket | undefined): string | undefined =>
      whoOf(RED, msg, ticket, sharedBy, sharedByProperty) ?? (sharedBy === 'user or session' && !ticket ? `flow:${flow}` : undefined);

    /** Only a status: nothing waits for it, and where it cannot be had the old one stays. */
    const showCounts = (): void => {
      void host.core.cacheCounts(cache).then(({ hits, lookups }) => shown.set('green', 'dot', `${hits} of ${lookups} hits`)).catch(() => undefined);
    };

    onInput(RED, this, (msg, send) => {
      if (trouble) throw new FailureError(failure('bad_request', trouble));
      const shared = sharedAs(msg, host.tickets.of(msg));
      wishFor(msg, this, [{ do: 'cache', ...from(this), cache, keepForMs: keepForMinutes * minute, ...(shared !== undefined && { sharedBy: shared }) }]);
      if (shared === undefined) shown.set('yellow', 'ring', `no ${sharedBy === 'user or session' ? 'user' : sharedBy}`);
      else showCounts();
      send(msg);
    });
    const stop = host.listen((event) => { if (event.type === 'done' && event.outcome.cached) showCounts(); });
    this.on('close', () => { stop(); shown.close(); });
  }
  RED.nodes.registerType('switchyard-cache', CacheNode);
};
