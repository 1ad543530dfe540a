import type { IncomingMessage } from 'node:http';
import { refusedHere } from './local-only';
import type { Refusal } from '../../src/inbound/dialect';

/**
 * True for what a page of another origin has its reader's browser send. Browsers say so (Sec-Fetch-Site, W3C Fetch Metadata); older ones only
 * name the page's origin.
 */
export function isForeignPage({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return headers.origin !== undefined && hostOf(headers.origin) !== (headers.host ?? '').toLowerCase();
}

function hostOf(origin: string): string | undefined {
  try { return new URL(origin).host; } catch { return undefined; }
}

/** The answer to such a page, where no client has a key: its reader sits at this machine, but did not ask. */
export function noForeignPages(): Refusal {
  return refusedHere('This endpoint has no client keys, so pages of other origins get no answer. Add a client key in the endpoint node, or allow their origin in httpNodeCors in settings.js.', 'foreign_page');
}
