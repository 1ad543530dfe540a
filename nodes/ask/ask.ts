import type { NodeAPI, NodeDef } from 'node-red';
import { onInput } from '../kit/guard-input';
import { hostOf } from '../kit/host';
import type { FlowNode } from '../kit/message';
import type { ReplyNode } from '../kit/reply-node';
import { readSettings } from '../kit/settings';
import { straightReply } from '../kit/straight';
import { ask, type Ask } from './run';
import { showRuns } from './show-runs';

/** ask: asks a model; the only node that talks to a provider. */
export = function (RED: NodeAPI): void {
  function AskNode(this: FlowNode & Partial<Pick<Ask, 'settings'>>, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    const host = hostOf(RED).join(this);
    const { settings, trouble } = readSettings('switchyard-ask', config);
    // Also where another setting is not valid: the wires were drawn for so many.
    if (trouble && Number((config as { outputs?: unknown }).outputs) === 5) settings.outputs = 5;
    this.settings = settings;
    const reply = wiresReader(() => host.generation, () => straightReply(RED, this) as ReplyNode | undefined);
    const shown = showRuns({ host, node: this, trouble, straightReply: reply });
    const here: Ask = { RED, host, node: this, settings, trouble, straightReply: reply, shown };
    onInput(RED, this, (msg, send) => ask(here, msg, send));
    // At once, as the close of one node holds up every flow; only when the process ends the last runs get their time.
    this.on('close', (_removed: boolean, done: () => void) => {
      shown.close();
      if (host.stopping) void host.stopping.finally(done);
      else done();
    });
  }
  RED.nodes.registerType('switchyard-ask', AskNode);
};

/** Looks along the wires once for each start of the flows: they only change then. */
function wiresReader<T>(generation: () => number, look: () => T): () => T {
  let seen = -1;
  let found: T;
  return () => {
    if (seen !== generation()) {
      seen = generation();
      found = look();
    }
    return found;
  };
}
