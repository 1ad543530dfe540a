import type { IncomingMessage } from 'node:http';
import { failure, FailureError } from '../../src/chat/failure';

const bad = (message: string, field: string): FailureError => new FailureError(failure('bad_request', message, { field }));

const tooLarge = (mostBytes: number): FailureError => new FailureError(failure('too_large', `The body is larger than ${mostBytes} bytes. Send less, or raise the limit in the endpoint node.`, { field: 'body' }));

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A JSON body of at most so many bytes. Nothing is held of one that is too large: the reading stops with the first byte
 * too much. Throws FailureError (bad_request, too_large). A body that a middleware has read already is taken as it is.
 */
export async function readBody(request: IncomingMessage & { body?: unknown }, mostBytes: number): Promise<unknown> {
  const { headers } = request;
  // The type itself, not what stands behind its semicolon: no page of another origin can send it without asking first, and so
  // none can spend money here.
  if (!/^[\w.+-]+\/([\w.-]+\+)?json\s*(;|$)/i.test(headers['content-type']?.trim() ?? '')) throw bad('Send the body as JSON, with the header content-type: application/json.', 'content-type');
  if (Number(headers['content-length'] ?? 0) > mostBytes) throw tooLarge(mostBytes);
  if (request.readableEnded) return request.body;
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw bad(`A body in the encoding '${encoding.slice(0, 20)}' is not read here. Send it without content-encoding.`, 'content-encoding');
  const bytes = await collect(request, mostBytes);
  try {
    return JSON.parse(utf8.decode(bytes)) as unknown;
  } catch (problem) {
    throw bad(`The body is not JSON: ${(problem as Error).message.slice(0, 100)}.`, 'body');
  }
}

function collect(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (work: () => void): void => {
      request.off('data', data).off('end', end).off('error', gone).off('close', gone);
      work();
    };
    const data = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > mostBytes) finish(() => reject(tooLarge(mostBytes)));
      else chunks.push(chunk);
    };
    const end = (): void => finish(() => resolve(chunks.length === 1 ? chunks[0] as Buffer : Buffer.concat(chunks)));
    const gone = (): void => finish(() => reject(bad('The connection broke off in the midst of the body.', 'body')));
    request.on('data', data).once('end', end).once('error', gone).once('close', gone);
  });
}
