import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { NodeAPI } from 'node-red';

/**
 * Node-RED's editor lets every page read what lies below its root, which is "/" unless set otherwise. That is not said of our doors:
 * what holds there stands in httpNodeCors.
 */
export const withoutEditorCors: RequestHandler = (_request, response, next): void => {
  if (response.getHeader('access-control-allow-origin') === '*') response.removeHeader('access-control-allow-origin');
  next();
};

interface Cors { origin?: unknown; credentials?: boolean }

/**
 * Lets pages of other origins in, as `httpNodeCors` in settings.js allows; Node-RED itself answers their first question
 * (OPTIONS) for all routes. Understands an origin that is true, "*", one, or a list of texts and patterns.
 */
export function crossOrigin(RED: NodeAPI): RequestHandler | undefined {
  const settings = (RED.settings as { httpNodeCors?: Cors | null }).httpNodeCors;
  if (!settings) return undefined;
  return (request: Request, response: Response, next: NextFunction): void => {
    const { origin } = request.headers;
    const allowed = origin === undefined ? undefined : allowedOrigin(settings.origin ?? '*', origin);
    if (allowed !== undefined) {
      response.set('access-control-allow-origin', allowed).vary('Origin');
      if (settings.credentials) response.set('access-control-allow-credentials', 'true');
    }
    next();
  };
}

function allowedOrigin(rule: unknown, origin: string): string | undefined {
  if (rule === '*') return '*';
  const matches = (one: unknown): boolean => one === true || one === origin || one instanceof RegExp && one.test(origin);
  return (Array.isArray(rule) ? rule.some(matches) : matches(rule)) ? origin : undefined;
}
