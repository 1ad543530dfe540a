import type { Request } from 'express';
import { cookie, sessionCookie } from '../kit/read-client';
import { chatPage } from './chat-page';
import { mayAskKeyless, type Endpoint } from './serve';
import { modelIds } from './models';
import { below, restBelow, type Routes } from './routes';

/** The chat page beside the door. It is open to all, as it holds nothing: its questions go through the door. */
export function pageRoutes(here: Endpoint, routes: Routes, pagePath: string, apiPath: string): void {
  const { RED, host, node, settings, keys } = here;
  const root = (RED.httpNode.path() || '').replace(/\/$/, '');
  const page = chatPage(`${root}${pagePath}`, `${root}${apiPath}`);
  routes.add('get', pagePath || '/', (request, response) => {
    if (cookie(request.headers.cookie, sessionCookie) === undefined) {
      response.cookie(sessionCookie, host.dice.name(18), { httpOnly: true, sameSite: 'strict', secure: request.secure, path: root || '/' });
    }
    page.sendPage(response);
  });
  routes.add('get', `${pagePath}/info`, (request: Request, response) => {
    const models = host.core.models();
    const mayKnow = mayAskKeyless(here, request) || keys.callerOf(request.headers) !== undefined;
    response.set('cache-control', 'no-store').json({
      practice: models.length > 0 && models.every(({ model }) => model.name.startsWith('practice-')),
      name: node.name ?? '',
      models: mayKnow ? modelIds(host.core, settings).map(({ id }) => id) : [],
    });
  });
  routes.add('get', below(pagePath, true), (request, response, next) => {
    if (!page.sendFile(restBelow(request, pagePath), response)) next();
  });
}
