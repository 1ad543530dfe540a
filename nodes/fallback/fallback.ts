import type { NodeAPI, NodeDef } from 'node-red';
import type { z } from 'zod';
import { failure } from '../../src/chat/failure';
import { clearFailure, codeOn, failBy, failureOn, onPort } from '../kit/errors';
import { onInput } from '../kit/guard-input';
import { hostOf, type Host } from '../kit/host';
import { from, llmOf, wishFor, type FlowNode, type Message } from '../kit/message';
import type { fallbackProperties } from '../kit/properties';
import { covers } from '../../src/chat/causes';
import { readSettings } from '../kit/settings';
import { badge } from '../kit/status';
import { Waiting } from './waiting';

/** What a vendor may ask to wait: a day, as for `waitSeconds`. A timer cannot take much more. */
const longestWaitMs = 86_400_000;

type Settings = z.output<typeof fallbackProperties>;

/** fallback: what to try when it fails. Before an ask it arms its backups; after a failure it sends the message round again with them in front. */
export = function (RED: NodeAPI): void {
  function FallbackNode(this: FlowNode, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    const host = hostOf(RED).join(this);
    const { settings, trouble } = readSettings('switchyard-fallback', config);
    const shown = badge(this, host.clock);
    if (trouble) shown.set('red', 'ring', trouble);
    const waiting = new Waiting(host.clock);

    onInput(RED, this, async (msg, send) => {
      if (trouble) return failBy(RED, this, 1, msg, send, failure('bad_request', trouble));
      const code = codeOn(msg);
      if (code === undefined) {
        arm(this, settings, msg, false);
        return send(onPort(0, msg));
      }
      const waitMs = againAfter(host, settings, msg, code);
      if (waitMs === undefined) {
        shown.set('red', 'ring', `gave up: ${code}`);
        return failBy(RED, this, 1, msg, send, failureOn(msg));
      }
      shown.set('yellow', 'dot', `try ${(llmOf(msg).runs ?? 0) + 1} of ${settings.tries}`);
      clearFailure(msg);
      arm(this, settings, msg, true);
      await waiting.wait(waitMs);
      send(onPort(0, msg));
    }, true);
    this.on('close', () => {
      shown.close();
      // Not by Node-RED's word: after a full deploy it calls no node removed.
      void host.restarts.wait()?.then(() => { if (!RED.nodes.getNode(this.id)) waiting.end(); });
    });
  }
  RED.nodes.registerType('switchyard-fallback', FallbackNode);
};

/** The same wish in both places; after a failure the backups come first. */
function arm(node: FlowNode, { on, backups }: Settings, msg: Message, now: boolean): void {
  wishFor(msg, node, [{ do: 'backup', ...from(node), use: backups, on, ...(now && { now }) }]);
}

/** How long to wait before the next try, or undefined: give up. Tries are counted on the message, so that two fallbacks do not multiply them. */
function againAfter(host: Host, { on, tries, waitSeconds, backups }: Settings, msg: Message, code: string): number | undefined {
  const { runs, retryAfterMs } = llmOf(msg);
  if ((runs ?? 1) >= tries || !covers(on, code, msg.statusCode)) return undefined;
  // Full jitter (Brooker, "Exponential Backoff And Jitter", AWS 2015), so that many that failed together do not come back together.
  const jitterMs = waitSeconds * 1000 * (host.dice.seed() / 2 ** 32);
  // The one that asked to wait is not asked where another is named.
  return backups.length > 0 ? jitterMs : Math.max(jitterMs, Math.min(retryAfterMs ?? 0, longestWaitMs));
}
