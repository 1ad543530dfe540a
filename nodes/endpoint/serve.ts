import type { Request, RequestHandler, Response } from 'express';
import type { NodeAPI } from 'node-red';
import type { z } from 'zod';
import { failure, failures } from '../../src/chat/failure';
import type { UseWish } from '../../src/decide/plan';
import { openAiChat } from '../../src/inbound/openai-chat/openai-chat';
import { failureOf } from '../kit/errors';
import type { Host } from '../kit/host';
import { from, type FlowNode, type Message } from '../kit/message';
import type { Onward } from '../kit/onward';
import type { endpointProperties } from '../kit/properties';
import { readClient } from '../kit/read-client';
import { hideKeys, type ClientKeys } from './client-keys';
import { isForeignPage, noForeignPages } from './foreign-page';
import { isLocal, localOnly } from './local-only';
import { isRefusal, modelList, oneModel, unauthorized } from './models';
import { readBody } from './read-body';
import { refuse } from './refuse';
import { below, restBelow, type Routes } from './routes';
import { wrapResponse } from './wrap-response';

/** One endpoint node with all that it works with. */
export interface Endpoint {
  RED: NodeAPI;
  host: Host;
  node: FlowNode;
  onward: Onward;
  settings: z.output<typeof endpointProperties>;
  keys: ClientKeys;
  /** Without client keys: whoever comes is answered, not only this machine. */
  openToAll: boolean;
  /** One more waits, or one less: it stands under the node. */
  count(change: 1 | -1): void;
}

const megabyte = 1024 * 1024;

/** The routes of the door: bare ones, without Node-RED's chain of body parsers, which takes longer than all of ours. */
export function serve(here: Endpoint, routes: Routes, path: string): void {
  const { host, settings } = here;
  routes.add('get', `${path}/models`, guarded(here, (_request, response) => { response.json(modelList(host.core, settings)); }));
  routes.add('get', below(`${path}/models`), guarded(here, (request, response) => {
    const found = oneModel(host.core, settings, restBelow(request, `${path}/models`));
    if (isRefusal(found)) refuse(response, found);
    else response.json(found);
  }));
  routes.add('post', `${path}/chat/completions`, guarded(here, (request, response, caller) => take(here, request, response, caller)));
}

type Handler = (request: Request, response: Response, caller: string | undefined) => void | Promise<void>;

/** Without keys this machine may ask, and others where the user has said so. */
export function mayAskKeyless({ keys, openToAll }: Pick<Endpoint, 'keys' | 'openToAll'>, request: Request): boolean {
  return keys.open && (openToAll || isLocal(request));
}

/** Only for those who have a key, where keys are set. Nothing that a handler throws gets past here. */
export function guarded(here: Endpoint, handler: Handler): RequestHandler {
  const { host, keys, node } = here;
  return (request, response) => {
    const caller = keys.callerOf(request.headers);
    if (keys.open && !mayAskKeyless(here, request)) return refuse(response, localOnly());
    // Who is let in by httpNodeCors has its leave on the response by now.
    if (keys.open && isForeignPage(request) && !response.hasHeader('access-control-allow-origin')) return refuse(response, noForeignPages());
    if (!keys.open && caller === undefined) return refuse(response, unauthorized());
    if (host.stopping) return refuse(response, openAiChat.refuse(failure('overloaded', 'Node-RED is stopping. Try again in a moment.')));
    hideKeys(request);
    Promise.resolve().then(() => handler(request, response, caller)).catch((problem: unknown) => {
      const reason = failureOf(problem, 'server');
      // What is left of a body that was not read would be taken for the next request.
      if (!request.readableEnded && !response.headersSent) response.set('connection', 'close');
      refuse(response, openAiChat.refuse(reason));
      if (failures[reason.kind].status >= 500) node.error(reason.message);
    });
  };
}

/** A question comes in and goes on into the flow, as from `http in`. */
async function take({ RED, host, node, onward, settings, count }: Endpoint, request: Request, response: Response, caller: string | undefined): Promise<void> {
  const body = await readBody(request, Math.floor(settings.maxBodyMegabytes * megabyte));
  // Refused here already, not by an ask that the message may never reach.
  const { model } = openAiChat.read(body);
  const alias = settings.aliases.find(({ name }) => name === model);
  const client = readClient(request, body, {
    dialect: openAiChat, caller, clientNamesModels: settings.clientsNameModels, unansweredMs: settings.unansweredSeconds * 1000,
    ...(alias && { model: undefined }),
  });
  const ticket = host.tickets.open(response, client);
  const wish: UseWish | undefined = alias && { do: 'use', ...from(node), use: [{ name: alias.use }], rule: `alias ${alias.name}` };
  request.body = body;
  // As `http in` does it: else a Debug node does not show them.
  if (!Object.hasOwn(request, 'headers')) Object.defineProperty(request, 'headers', { value: request.headers, enumerable: true });
  count(1);
  response.once('close', () => count(-1));
  const message = {
    _msgid: RED.util.generateId(), payload: body, req: request, res: wrapResponse(response),
    llm: { reply: ticket.id, ...(wish && { plan: [wish] }) },
  } as unknown as Message;
  if (onward.clear) node.send(message);
  else onward.with(message, (current) => current.send(message));
}
