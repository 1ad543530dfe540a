import type { RealNodeRed } from '../kit/real-node-red';

/** A body of OpenAI's chat completions. */
export function question(text: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { model: 'auto', messages: [{ role: 'user', content: text }], ...more };
}

/** Sends a body as OpenAI's clients do. */
export function openAi(red: RealNodeRed, body: unknown, more: { path?: string; headers?: Record<string, string>; signal?: AbortSignal } = {}): Promise<Response> {
  return fetch(`${red.url}${more.path ?? '/v1'}/chat/completions`, {
    method: 'POST', headers: { 'content-type': 'application/json', ...more.headers }, signal: more.signal,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** The data of all events of a stream, parsed where it is JSON. */
export async function readEvents(response: Response): Promise<unknown[]> {
  const text = await response.text();
  return text.split('\n\n').filter((event) => event.startsWith('data: ')).map((event) => {
    const data = event.slice(6);
    return data === '[DONE]' ? data : JSON.parse(data) as unknown;
  });
}

/** The text of a stream's events. */
export function textOf(events: unknown[]): string {
  return (events as { choices?: { delta?: { content?: string } }[] }[]).map((event) => event.choices?.[0]?.delta?.content ?? '').join('');
}

/** A provider node at a scripted provider, with two models at a price. */
export function providerNode(address: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  const model = { window: '', tags: '', quality: '', region: '' };
  return {
    id: 'provider', type: 'switchyard-provider', name: 'Test', vendor: 'other-openai', address,
    models: [{ ...model, name: 'one', inputPrice: 1, outputPrice: 2 }, { ...model, name: 'two', inputPrice: 2, outputPrice: 4 }], ...more,
  };
}
