import type { NodeAPI, NodeDef } from 'node-red';
import { codeOn } from '../kit/errors';
import { onInput, safely, type Send } from '../kit/guard-input';
import { hostOf } from '../kit/host';
import { llmOf, setLlm, type FlowNode, type Llm, type Message } from '../kit/message';
import type { ReplyNode } from '../kit/reply-node';
import { readSettings } from '../kit/settings';
import { badge } from '../kit/status';
import { lastMessage, pieceMessage } from './pieces';
import { answerClient, type Reply } from './to-client';

/** reply: deliver the answer. The only node that writes to a client; where none waits it sends the answer on as messages. */
export = function (RED: NodeAPI): void {
  function ReplyNodeMade(this: ReplyNode, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    const host = hostOf(RED).join(this);
    const { settings, trouble } = readSettings('switchyard-reply', config);
    const shown = badge(this, host.clock);
    if (trouble) {
      shown.set('red', 'ring', trouble);
      this.error(`Reply ${config.name ? `'${config.name}'` : ''} works with its defaults: ${trouble}`);
    }
    const here: Reply = { RED, host, node: this, settings, shown };
    this.showHeaders = settings.headers;
    this.pieces = (msg) => {
      const like = RED.util.cloneMessage(msg);
      // The question, which may hold pictures, need not be copied for each piece.
      like.payload = '';
      // What an answer before this one has left on the message: whoever takes it for the end would miss all but the first piece.
      delete (like as { complete?: unknown }).complete;
      const emit = (text: string, index: number, run: string): boolean => {
        const sender = host.restarts.touches(this) ? null : current(here);
        if (sender) safely(this, () => sender.send(pieceMessage(settings, RED.util.cloneMessage(like), text, index, run)));
        return Boolean(sender);
      };
      return { as: settings.streamAs, everyMs: settings.everyMs, emit };
    };
    onInput(RED, this, (msg, send) => reply(here, msg, send));
    this.on('close', () => shown.close());
  }
  RED.nodes.registerType('switchyard-reply', ReplyNodeMade);
};

/** A deploy may have made a new node while an answer comes. */
function current({ RED, node }: Reply): FlowNode | null {
  return RED.nodes.getNode(node.id) as FlowNode | null;
}

function reply(here: Reply, msg: Message, send: Send): void {
  const { host, settings, node, shown } = here;
  const { streamed, reply: key } = llmOf(msg);
  const ticket = host.tickets.of(msg);
  if (!ticket && key === undefined) {
    shown.set(codeOn(msg) ? 'red' : 'green', 'dot', codeOn(msg) ?? 'sent');
    return send(lastMessage(here.RED, settings, msg));
  }
  setLlm(msg, { streamed: undefined });
  const sent = isAll(streamed) || ticket !== undefined && answerClient(here, ticket, msg);
  if (sent) shown.set(codeOn(msg) ? 'red' : 'green', 'dot', codeOn(msg) ?? (isAll(streamed) ? 'streamed' : 'sent'));
  else {
    shown.set('yellow', 'ring', 'nobody waits');
    node.warn('Nobody waits for this answer: the client has had one before, or has gone. It was not sent.');
  }
  send(msg);
}

const isAll = (streamed: Llm['streamed']): boolean => streamed === 'all';
