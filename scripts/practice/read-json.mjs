import { must, Refusal } from './refusal.mjs';

const largestBytes = 32 * 1024 * 1024;

/** The body of a request, which must be a JSON object. */
export async function readJson(request) {
  const body = parse(await readText(request));
  must(body && typeof body === 'object' && !Array.isArray(body), null, 'The request body must be a JSON object.');
  return body;
}

async function readText(request) {
  const chunks = [];
  let size = 0;
  // Leaving the loop must not destroy the socket: the refusal still has to go out on it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > largestBytes) throw new Refusal('too_large', 'The request is larger than 32 MB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal('bad_request', `The request body is not JSON: ${error.message}`);
  }
}
