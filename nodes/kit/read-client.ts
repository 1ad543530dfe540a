import type { IncomingMessage } from 'node:http';
import { openAiChat } from '../../src/inbound/openai-chat/openai-chat';
import { textDialect } from '../../src/inbound/text';
import { nameFrom, saidBy } from './key-name';
import type { Client } from './ticket';

export const sessionCookie = 'switchyard-session';

/** What a request tells of its client. A body without a list of messages is a plain text client's. Behind `http in` a flow may take its time, as in all of Node-RED. */
export function readClient(request: Pick<IncomingMessage, 'headers'> | undefined, body: unknown, more?: Partial<Client>): Client {
  const fields = isObject(body) ? body : {};
  const speaksOpenAi = Array.isArray(fields.messages);
  const asked = text(fields.model);
  const session = sessionIn(request, fields);
  return {
    dialect: speaksOpenAi ? openAiChat : textDialect,
    stream: speaksOpenAi && fields.stream === true,
    includeUsage: isObject(fields.stream_options) && fields.stream_options.include_usage === true,
    asked, model: asked, clientNamesModels: true, user: text(fields.user), unansweredMs: Infinity,
    ...more,
    session: session === undefined ? undefined : saidBy(more?.caller, session),
  };
}

/** The chat page's cookie, a header, or the request's metadata; never `user`, which many share. */
function sessionIn(request: Pick<IncomingMessage, 'headers'> | undefined, body: Record<string, unknown>): string | undefined {
  const headers = request?.headers;
  return text(headers?.['x-session-id']) ?? text(cookie(headers?.cookie, sessionCookie))
    ?? (isObject(body.metadata) ? text(body.metadata.session_id) : undefined);
}

export function cookie(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [key, value] = pair.split('=', 2);
    if (key?.trim() === name) return value?.trim();
  }
  return undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? nameFrom(value) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
