import type { NodeAPI, NodeDef } from 'node-red';
import type { z } from 'zod';
import { failure, FailureError } from '../../src/chat/failure';
import type { UseWish } from '../../src/decide/plan';
import { holds } from '../kit/conditions';
import { Facts } from '../kit/facts';
import { onInput, type Send } from '../kit/guard-input';
import { hostOf, type Host } from '../kit/host';
import { called, from, wishFor, type FlowNode, type Message } from '../kit/message';
import { routerProperties } from '../kit/properties';
import { readSettings } from '../kit/settings';
import { badge } from '../kit/status';
import { conditionInWords } from './words';

type RouterSettings = z.output<typeof routerProperties>;
interface Match { port: number; wish: UseWish }

/** router: which models, in which order, on which branch. It wishes; ask decides, on fresh facts. */
export = function (RED: NodeAPI): void {
  function RouterNode(this: FlowNode, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    const host = hostOf(RED).join(this);
    const { settings, trouble } = readSettings('switchyard-router', config);
    const shown = badge(this, host.clock);
    if (trouble) shown.set('red', 'ring', trouble);
    onInput(RED, this, async (msg, send) => {
      if (trouble) throw new FailureError(failure('bad_request', trouble));
      const matches = await matching(RED, host, this, settings, msg);
      shown.set('green', 'dot', matches[0]?.wish.rule ?? 'no rule matches');
      sendOn(this, settings, matches, msg, send, (copy) => RED.util.cloneMessage(copy));
    });
    this.on('close', () => shown.close());
  }
  RED.nodes.registerType('switchyard-router', RouterNode);
};

/** The rules that hold, in their order: the first one, or all. Otherwise means: no rule before it held. */
async function matching(RED: NodeAPI, host: Host, node: FlowNode, { rules, stopAfterFirst }: RouterSettings, msg: Message): Promise<Match[]> {
  const facts = new Facts(RED, host.core, msg, host.tickets.of(msg));
  const matches: Match[] = [];
  for (const [port, rule] of rules.entries()) {
    if (rule.condition.source === 'otherwise' && matches.length > 0) continue;
    const held = holds(RED, node, rule.condition, msg, facts);
    if (!(held instanceof Promise ? await held : held)) continue;
    const { use, must, chooseBy } = rule;
    matches.push({ port, wish: { do: 'use', ...from(node), use, by: chooseBy, ...(must && { must }), rule: conditionInWords(rule.condition).slice(0, 500) } });
    if (stopAfterFirst) break;
  }
  return matches;
}

/** One port: all wishes on one message, which goes on even without any. A port for each rule: a message for each that holds. */
function sendOn(node: FlowNode, settings: RouterSettings, matches: Match[], msg: Message, send: Send, copy: (msg: Message) => Message): void {
  if (!settings.portPerRule) {
    wishFor(msg, node, matches.map(({ wish }) => wish));
    return send(msg);
  }
  if (matches.length === 0) {
    throw new FailureError(failure('no_candidate', `No rule of router ${called(node)} matches this message, so no output takes it: add a rule 'otherwise'.`));
  }
  const out = new Array<Message | null>(settings.rules.length).fill(null);
  for (const [index, { port, wish }] of matches.entries()) {
    // The last takes the original, so that no copy is made of one that has a wish already.
    const own = index === matches.length - 1 ? msg : copy(msg);
    wishFor(own, node, [wish]);
    out[port] = own;
  }
  send(out);
}
