import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

/** Words with the space around them, so that put together they are the text again; long ones (JSON) in pieces. */
export const words = (text) => text.match(/\s*\S{1,24}\s*/g) ?? (text ? [text] : []);

/** Writes a JSON answer in one go. */
export function sendJson(response, status, headers, body) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/**
 * Delivers an answer at its model's pace and stops at once when the client has gone.
 * A `cut` answer breaks off in the middle: the socket closes without a terminator.
 */
export async function deliver({ response, ask, answer, dialect, headers, paceFactor, cut }) {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const pause = (ms) => (ms * paceFactor > 0 ? wait(ms * paceFactor, undefined, { signal: gone.signal }) : undefined);
  try {
    await pause(ask.model.firstMs);
    await (ask.stream ? stream : sendWhole)({ response, ask, answer, dialect, headers, pause, cut, gone: gone.signal });
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  }
}

async function sendWhole({ response, ask, answer, dialect, headers, pause, cut }) {
  await pause(words(answer.text).length * ask.model.wordMs);
  const body = JSON.stringify(dialect.whole(ask, answer));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers });
  if (cut) return breakOff(response, body.slice(0, body.length / 2));
  response.end(body);
}

async function stream({ response, ask, answer, dialect, headers, pause, cut, gone }) {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...headers });
  const frames = [...dialect.frames(ask, answer, words)];
  const end = cut ? Math.floor(frames.length / 2) : frames.length;
  for (const [index, { text, paced }] of frames.slice(0, end).entries()) {
    if (paced && index > 1) await pause(ask.model.wordMs);
    if (gone.aborted) return;
    if (!response.write(text)) await once(response, 'drain', { signal: gone });
  }
  if (cut) return breakOff(response, '');
  response.end();
}

/** The last bytes are flushed first: a reset socket would take those before with it. */
const breakOff = (response, text) => response.write(text || '\n', () => response.destroy());
