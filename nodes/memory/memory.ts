import type { NodeAPI, NodeDef } from 'node-red';
import type { z } from 'zod';
import { failure, FailureError } from '../../src/chat/failure';
import { evaluate } from '../kit/evaluate';
import { onInput } from '../kit/guard-input';
import { hostOf } from '../kit/host';
import { keyName } from '../kit/key-name';
import { from, wishFor, type FlowNode, type Message } from '../kit/message';
import type { memoryProperties } from '../kit/properties';
import { sessionOf } from '../kit/session';
import { readSettings } from '../kit/settings';
import { stateBadge } from '../kit/state-badge';
import type { Ticket } from '../kit/ticket';

const hour = 3_600_000;
/** So many letters of a session tell people which one it is. */
const shownLetters = 8;

/** memory: remember the conversation. It adds its wish; the run loads the history and appends the turn once it is answered. */
export = function (RED: NodeAPI): void {
  function MemoryNode(this: FlowNode, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    const host = hostOf(RED).join(this);
    const { settings, trouble } = readSettings('switchyard-memory', config);
    const shown = stateBadge(this, host);
    if (trouble) shown.set('red', 'ring', trouble);

    onInput(RED, this, async (msg, send) => {
      if (trouble) throw new FailureError(failure('bad_request', trouble));
      const session = await sessionFor(RED, this, settings, msg, host.tickets.of(msg));
      if (session === undefined) {
        // Never one shared history by guess.
        wishFor(msg, this, []);
        shown.set('yellow', 'ring', 'no session');
        return send(msg);
      }
      const { memory, messages, tokens, forgetAfterHours } = settings;
      if (msg.reset === true) {
        await host.core.forget(memory, session);
        delete msg.reset;
        shown.set('grey', 'dot', 'forgotten');
      } else {
        // Not all of it: whoever knows a client's session can go on with its conversation.
        shown.set('green', 'dot', session.length > shownLetters ? `${session.slice(0, shownLetters)}…` : session);
      }
      wishFor(msg, this, [{ do: 'memory', ...from(this), memory, session, messages, tokens, forgetAfterMs: forgetAfterHours * hour }]);
      send(msg);
    });
    this.on('close', () => shown.close());
  }
  RED.nodes.registerType('switchyard-memory', MemoryNode);
};

/** Found by itself, or what the dialog names. */
async function sessionFor(RED: NodeAPI, node: FlowNode, { session, sessionType }: z.output<typeof memoryProperties>, msg: Message, ticket: Ticket | undefined): Promise<string | undefined> {
  if (sessionType === 'auto') return sessionOf(msg, ticket);
  const value = await evaluate(RED, node, session, sessionType, msg);
  return typeof value === 'string' && value !== '' || typeof value === 'number' ? keyName(String(value), 300) : undefined;
}
