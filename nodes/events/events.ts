import type { NodeAPI, NodeDef } from 'node-red';
import { safely } from '../kit/guard-input';
import { hostOf } from '../kit/host';
import type { FlowNode, Message } from '../kit/message';
import type { eventKinds } from '../kit/properties';
import { readSettings } from '../kit/settings';
import { eventMessage } from './event-message';

/** The id that the editor knows: in an instance of a subflow nodes have others. */
function inDialog(RED: NodeAPI, id: string): string {
  return (RED.nodes.getNode(id) as { _alias?: string } | null)?._alias ?? id;
}

/** events: a message per attempt, decision, budget alert, health change and end of a run. No prompt, no answer, no secret. */
export = function (RED: NodeAPI): void {
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
    const stop = host.listen((event) => {
      if (event.type === 'running' || what.size > 0 && !what.has(event.type satisfies (typeof eventKinds)[number])) return;
      // What belongs to no ask (a budget, a model's health) comes whatever asks are chosen.
      if (from.size > 0 && 'node' in event && !from.has(inDialog(RED, event.node?.id ?? ''))) return;
      // Not in the turn of the run: a flow must not hold it up.
      setImmediate(() => safely(this, () => this.send(eventMessage(event) as Message)));
    });
    this.on('close', stop);
  }
  RED.nodes.registerType('switchyard-events', EventsNode);
};
