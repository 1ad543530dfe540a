import type { FlowNode, Message } from './message';
import type { Pieces } from './piece-sink';

/** A reply, as an ask sees it that is wired straight to it. */
export interface ReplyNode extends FlowNode {
  showHeaders: boolean;
  /** How the pieces of this message's answer are to be sent on. */
  pieces(msg: Message): Pieces;
}
