import { makeEventReader } from './events.js';

/** Why there is no answer, or no whole one. `status` is 0 where no reply came at all. */
export class AskError extends Error {
  constructor(message, status = 0) {
    super(message);
    this.status = status;
  }
}

/**
 * Sends one message and hands on the answer as it comes.
 * @param {{ path: string | URL, text: string, model: string, session: string, key: string, signal: AbortSignal }} question
 * @param {{ text(piece: string): void, llm(facts: object): void, finish(reason: string): void }} take
 * @throws {AskError} in words for people; an abort is thrown as it is
 */
export async function ask({ path, text, model, session, key, signal }, take) {
  const reply = await post(path, {
    method: 'POST', signal,
    headers: { 'content-type': 'application/json', 'x-session-id': session, ...(key && { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: text }], stream: true, stream_options: { include_usage: true } }),
  });
  if (!reply.ok) throw new AskError(await reasonOf(reply), reply.status);
  const type = reply.headers.get('content-type') ?? '';
  if (type.includes('text/event-stream')) return readStream(reply, take);
  return type.includes('json') ? readWhole(await reply.json(), take) : take.text(await reply.text());
}

async function post(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new AskError('The endpoint cannot be reached. Is Node-RED running?');
  }
}

async function reasonOf(reply) {
  const body = await reply.text();
  try {
    const { error } = JSON.parse(body);
    return (typeof error === 'string' ? error : error.message) || `The endpoint answered ${reply.status}.`;
  } catch {
    return reply.status === 404 ? 'Nobody answers at this address. Is the flow deployed?' : `The endpoint answered ${reply.status} ${reply.statusText}`.trim();
  }
}

/** A flow may also answer whole, though a stream was asked for. */
function readWhole(body, take) {
  const choice = body.choices?.[0];
  take.text(choice?.message?.content ?? choice?.message?.refusal ?? '');
  if (choice?.finish_reason) take.finish(choice.finish_reason);
  if (body.llm) take.llm(body.llm);
}

async function readStream(reply, take) {
  let ended = false;
  const reader = makeEventReader((data) => {
    if (data === '[DONE]') ended = true;
    else ended = takeChunk(JSON.parse(data), take) || ended;
  });
  try {
    const pieces = reply.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) reader.push(piece.value);
    reader.end();
  } catch (error) {
    if (error.name === 'AbortError' || error instanceof AskError) throw error;
    throw new AskError(error instanceof SyntaxError ? 'The endpoint sent an event that cannot be read.' : 'The connection broke off.');
  }
  if (!ended) throw new AskError('The answer broke off.');
}

/** Whether this chunk says that the answer is complete. */
function takeChunk(chunk, take) {
  if (chunk.error) throw new AskError(chunk.error.message ?? String(chunk.error));
  if (chunk.llm) take.llm(chunk.llm);
  const choice = chunk.choices?.[0];
  const text = choice?.delta?.content ?? choice?.delta?.refusal;
  if (text) take.text(text);
  if (choice?.finish_reason) take.finish(choice.finish_reason);
  return Boolean(choice?.finish_reason);
}
