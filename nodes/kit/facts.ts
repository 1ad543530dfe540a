import type { NodeAPI } from 'node-red';
import { textOf } from '../../src/chat/blocks';
import type { Chat } from '../../src/chat/chat';
import { FailureError } from '../../src/chat/failure';
import type { Core } from '../../src/core';
import type { MemoryWish } from '../../src/decide/plan';
import { factsOf, type ChatFacts } from '../../src/facts/facts-of';
import { needsOf } from '../../src/facts/needs';
import { notJson } from '../../src/run/not-json';
import { readChat } from './chat';
import { planOf, type Message } from './message';
import { property } from './evaluate';
import type { facts as names } from './properties';
import { sessionOf, userOf } from './session';
import type { Ticket } from './ticket';

export type Fact = (typeof names)[number];

/** What a client or a node before this one may have told, under these names in msg or in the request's metadata. */
const given: readonly string[] = ['tier', 'language', 'task', 'complexity'];

/** What rules may ask of a request. Read once a message, and only when a rule asks. */
export class Facts {
  private chat: Promise<Chat | undefined> | undefined;
  private readonly known = new Map<Fact, unknown>();
  private readonly properties = new Map<string, unknown>();

  constructor(private readonly RED: NodeAPI, private readonly core: Core, private readonly msg: Message, private readonly ticket: Ticket | undefined) {}

  /** Undefined where the message does not tell. A promise only the first time. */
  get(fact: Fact): unknown {
    if (this.known.has(fact)) return this.known.get(fact);
    return this.find(fact).then((found) => { this.known.set(fact, found); return found; });
  }

  /** A property of the message by its path: mostly, many rules look at the same one. */
  property(path: string): unknown {
    if (!this.properties.has(path)) this.properties.set(path, property(this.RED, this.msg, path));
    return this.properties.get(path);
  }

  private async find(fact: Fact): Promise<unknown> {
    switch (fact) {
      case 'client key': return this.ticket?.client.caller;
      case 'session': return sessionOf(this.msg, this.ticket);
      case 'user': return userOf(this.msg, this.ticket);
      case 'wants a stream': return this.ticket?.client.stream ?? (await this.ask())?.stream;
      case 'model': return this.ticket?.client.asked ?? (await this.ask())?.model;
      default: {
        const told = given.includes(fact) ? this.msg[fact] : undefined;
        if (told !== undefined && told !== '') return told;
        const chat = await this.ask();
        return chat && factOf(fact, chat);
      }
    }
  }

  private ask(): Promise<Chat | undefined> { return this.chat ??= this.read(); }

  /** The prompt where it mostly stands, with the conversation that a memory before this node has wished for. */
  private async read(): Promise<Chat | undefined> {
    for (const path of ['payload', 'payload.content']) {
      try {
        const chat = readChat(property(this.RED, this.msg, path), this.ticket, `msg.${path}`);
        const memory = planOf(this.msg).findLast((wish): wish is MemoryWish => wish?.do === 'memory');
        return memory ? await this.core.withHistory(chat, memory) : chat;
      } catch {
        // Not a prompt: the next place is tried, and a rule on a fact that nobody knows does not match.
      }
    }
    return undefined;
  }
}

/** Some are counted over what the chat is as JSON; a flow may have put there what has none. */
function factOf(fact: Fact, chat: Chat): unknown {
  try {
    return ofChat(fact, chat);
  } catch (problem) {
    const why = notJson(chat);
    throw why ? new FailureError(why) : problem;
  }
}

function ofChat(fact: Fact, chat: Chat): unknown {
  const needs = needsOf(chat);
  switch (fact) {
    case 'messages': return chat.messages.length;
    case 'characters': return chat.messages.reduce((sum, message) => sum + textOf(message.content).length, 0);
    case 'has images': return needs.images;
    case 'has audio': return needs.audio;
    case 'has files': return needs.files;
    case 'has tools': return needs.tools;
    case 'wants JSON': return needs.json !== 'none';
    default: return factsOf(chat)[fact as keyof ChatFacts];
  }
}
