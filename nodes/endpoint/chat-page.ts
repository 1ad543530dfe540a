import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Response } from 'express';

const folder = join(__dirname, 'chat-page');
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml',
};
/** The page loads only from itself, talks only to itself, and nobody else may frame it. */
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

export interface ChatPage {
  /** False: there is no such file. */
  sendFile(name: string, response: Response): boolean;
  sendPage(response: Response): void;
}

/** The chat page, read once. `pagePath` and `apiPath` are whole paths, as a browser sees them. */
export function chatPage(pagePath: string, apiPath: string): ChatPage {
  const files = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
  const html = (files.get('index.html') ?? Buffer.alloc(0)).toString('utf8')
    .replace(/(<meta name="switchyard-path" content=")[^"]*/, (_all, before: string) => before + escaped(apiPath))
    .replaceAll('"chat/', `"${escaped(pagePath)}/`);
  files.delete('index.html');
  const send = (response: Response, name: string, body: Buffer | string): void => {
    const type = types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    response.status(200).set({ 'content-type': type, 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache', 'content-security-policy': policy, 'referrer-policy': 'no-referrer' });
    response.end(body);
  };
  return {
    sendFile(name, response) {
      const body = files.get(name);
      if (body) send(response, name, body);
      return body !== undefined;
    },
    sendPage: (response) => send(response, 'index.html', html),
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
