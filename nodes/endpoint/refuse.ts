import type { Response } from 'express';
import type { Refusal } from '../../src/inbound/dialect';

/** Answers with a refusal, unless something was answered before. */
export function refuse(response: Response, { status, headers, body }: Refusal): void {
  if (response.headersSent) return;
  response.status(status).set(headers);
  response.end(body);
}
