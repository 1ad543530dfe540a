import type { Application, ErrorRequestHandler } from 'express';
import type { NodeAPI } from 'node-red';
import { failure, type Failure } from '../../src/chat/failure';
import { openAiChat } from '../../src/inbound/openai-chat/openai-chat';
import { refuse } from './refuse';

/** The addresses of the doors that are open, by the editor's app; each door has a set of its own, as two stand side by side in a deploy. */
const doors = new WeakMap<object, Set<ReadonlySet<string>>>();

const plain = (address: string): string => address.replace(/\?.*$/s, '').replace(/\/+$/, '').toLowerCase();

/**
 * Node-RED's editor reads the bodies of all that lies below its root, which is "/" unless set otherwise. What it cannot read it answers
 * with a page that shows its own files; of our doors the client gets its own dialect. Returns what ends it for these addresses.
 */
export function answerUnreadBodies(RED: NodeAPI, addresses: ReadonlySet<string>): () => void {
  // What nodes get is an app within the editor's, which has the parser; there is none where the editor is switched off.
  const app = (RED.httpAdmin as { parent?: Application } | undefined)?.parent;
  if (typeof app?.use !== 'function') return () => undefined;
  let open = doors.get(app);
  if (!open) {
    doors.set(app, open = new Set());
    app.use(handler(open));
  }
  open.add(addresses);
  return () => { open.delete(addresses); };
}

function handler(open: ReadonlySet<ReadonlySet<string>>): ErrorRequestHandler {
  return (problem: { status?: number; type?: string; message?: string }, request, response, next) => {
    const address = plain(request.originalUrl);
    const ours = [...open].some((addresses) => [...addresses].some((one) => plain(one) === address));
    if (!ours || (problem.status ?? 500) >= 500) return next(problem);
    refuse(response, openAiChat.refuse(reasonFor(problem)));
  };
}

function reasonFor({ type, message }: { type?: string; message?: string }): Failure {
  return type === 'entity.too.large'
    ? failure('too_large', "The body is larger than Node-RED's editor reads. Send less, or raise apiMaxLength in settings.js.", { field: 'body' })
    : failure('bad_request', `The body is not JSON: ${String(message).slice(0, 100)}.`, { field: 'body' });
}
