import { failure } from '../../src/chat/failure';
import type { Core } from '../../src/core';
import { openAiChat } from '../../src/inbound/openai-chat/openai-chat';
import type { Refusal } from '../../src/inbound/dialect';

export interface Names { aliases: readonly { name: string }[]; clientsNameModels: boolean }

/** What a client may ask for by name: "auto" (the flow chooses), the aliases, and the models where clients may name them. */
export function modelIds(core: Core, { aliases, clientsNameModels }: Names): { id: string; owner: string }[] {
  const own = ['auto', ...aliases.map(({ name }) => name)].map((id) => ({ id, owner: 'flow' }));
  return clientsNameModels ? [...own, ...core.models().map(({ key, provider }) => ({ id: key, owner: provider }))] : own;
}

const shape = ({ id, owner }: { id: string; owner: string }): Record<string, unknown> => ({ id, object: 'model', created: 0, owned_by: owner });

/** GET /v1/models, in OpenAI's shape. */
export function modelList(core: Core, names: Names): Record<string, unknown> {
  return { object: 'list', data: modelIds(core, names).map(shape) };
}

/** GET /v1/models/<id>; a model goes by its bare name, too. */
export function oneModel(core: Core, names: Names, id: string): Record<string, unknown> | Refusal {
  const found = modelIds(core, names).find((one) => one.id === id || one.id.slice(one.id.indexOf('/') + 1) === id);
  return found ? shape(found) : openAiChat.refuse(failure('unknown_model', `There is no model '${id.slice(0, 100)}' here. GET the list of models to see those that are.`, { field: 'model' }));
}

/** OpenAI's answer to a request without a key, or with a wrong one. */
export function unauthorized(): Refusal {
  const error = { message: 'This endpoint needs a client key: send the header authorization: Bearer <key>.', type: 'invalid_request_error', param: null, code: 'invalid_api_key' };
  return { status: 401, headers: { 'content-type': 'application/json; charset=utf-8', 'www-authenticate': 'Bearer', 'x-should-retry': 'false' }, body: JSON.stringify({ error }) };
}

/** True for what is to be sent as an error. */
export function isRefusal(value: object): value is Refusal { return 'status' in value && 'body' in value; }
