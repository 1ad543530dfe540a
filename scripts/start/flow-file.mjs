import { readFileSync } from 'node:fs';
import { Problem } from './problem.mjs';

/** The nodes of a flow file. Throws in plain words where it is none. */
export function readFlow(file) {
  const nodes = parse(file);
  if (!Array.isArray(nodes) || !nodes.every((node) => typeof node?.id === 'string' && typeof node.type === 'string')) throw new Problem(`${file} is not a Node-RED flow: a JSON list of nodes, as Export in the editor writes it.`);
  return nodes;
}

function parse(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Problem(error instanceof SyntaxError ? `${file} is not JSON: ${error.message}` : `The flow ${file} cannot be read: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}.`);
  }
}

const slashed = (text) => `/${String(text ?? '').trim().replace(/^\/+|\/+$/g, '')}`;

/** The doors that a flow opens: the API's path, and the chat page's where it has one. */
export function doorsOf(nodes) {
  const off = new Set(nodes.filter((node) => node.type === 'tab' && node.disabled).map(({ id }) => id));
  return nodes
    .filter((node) => node.type === 'switchyard-endpoint' && !node.d && !off.has(node.z))
    .map(({ path = '/v1', chatPage }) => ({ api: slashed(path), page: chatPage ? slashed(chatPage) : undefined }));
}

/** Where a flow names providers of its own, nothing is looked for. */
export const hasProvider = (nodes) => nodes.some((node) => node.type === 'switchyard-provider' && !node.d);
