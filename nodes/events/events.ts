import type { NodeAPI, NodeDef } from 'node-red';
import { safely } from '../kit/guard-input';
import { hostOf } from '../kit/host';
import type { FlowNode, Message } from '../kit/message';
import type { eventKinds } from '../kit/properties';
import { readSettings } from '../kit/settings';
import { eventMessage } from './event-message';
import { ownAsks, type Listener } from './own-asks';

const ofAsks: (typeof eventKinds)[number][] = ['attempt', 'decision', 'done'];

/** The id that the editor knows: in an instance of a subflow nodes have others. */
function inDialog(RED: NodeAPI, id: string): string {
  return (RED.nodes.getNode(id) as { _alias?: string } | null)?._alias ?? id;
}

/** events: a message per attempt, decision, budget alert, health change and end of a run. No prompt, no answer, no secret. */
export = function (RED: NodeAPI): void {
  const listeners = new Set<Listener>();
  function EventsNode(this: FlowNode, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    const host = hostOf(RED).join(this);
    const { settings, trouble } = readSettings('switchyard-events', config);
    if (trouble) {
      this.status({ fill: 'red', shape: 'ring', text: 'bad settings' });
      this.error(`Events: ${trouble}`);
      return;
    }
    const what = new Set<string>(settings.what);
    const from = new Set(settings.from);
    const fromAsk = (id: string): boolean => from.size === 0 || from.has(inDialog(RED, id));
    const listener: Listener = { node: this, hears: (ask) => (what.size === 0 || ofAsks.some((kind) => what.has(kind))) && fromAsk(ask) };
    listeners.add(listener);
    const own = ownAsks(RED, host, listener, listeners);
    const stop = host.listen((event) => {
      if (event.type === 'running' || what.size > 0 && !what.has(event.type satisfies (typeof eventKinds)[number])) return;
      // What belongs to no ask (a budget, a model's health) comes whatever asks are chosen.
      if ('node' in event && (!fromAsk(event.node?.id ?? '') || own.has(event.node?.id ?? ''))) return;
      // Not in the turn of the run: a flow must not hold it up.
      setImmediate(() => safely(this, () => this.send(eventMessage(event) as Message)));
    });
    this.on('close', () => {
      stop();
      own.stop();
      listeners.delete(listener);
    });
  }
  RED.nodes.registerType('switchyard-events', EventsNode);
};
