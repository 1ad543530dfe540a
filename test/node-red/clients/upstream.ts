import type { ScriptedAnswer, ScriptedCall } from '../../kit/scripted-provider';

/** One answer as a model gives it: some text, or calls of tools. */
export interface Said { text?: string[]; calls?: { id: string; name: string; arguments: string[] }[]; finish?: 'stop' | 'length' | 'tool_calls' }

/** A provider's dialect: where it listens, what its model is called, and how it says an answer and an error. */
export interface Upstream {
  title: string;
  vendor: string;
  /** From a scripted provider's address, which has /v1 at its end. */
  address(of: string): string;
  path: string;
  says(said: Said): ScriptedAnswer;
  /** What a request asks, wherever the dialect puts it. */
  question(body: ScriptedCall['body']): unknown;
  system(body: ScriptedCall['body']): unknown;
  stop(body: ScriptedCall['body']): unknown;
  tools(body: ScriptedCall['body']): { name: string; schema: unknown }[];
  /** The tool results in a request: which call each answers, and with what. */
  results(body: ScriptedCall['body']): { call: string; text: unknown }[];
  image(body: ScriptedCall['body']): unknown;
}

const usage = { input: 11, output: 7 };

interface OpenAiTool { function: { name: string; parameters: unknown } }

export const openAiUpstream: Upstream = {
  title: 'a provider that speaks OpenAI\'s chat completions', vendor: 'other-openai', path: '/v1/chat/completions',
  address: (of) => of,
  says: ({ text = [], calls = [], finish = calls.length > 0 ? 'tool_calls' : 'stop' }) => (call) => {
    const delta = (content: Record<string, unknown>): void => call.event({ id: 'up', object: 'chat.completion.chunk', created: 1, model: call.body.model, choices: [{ index: 0, delta: content, finish_reason: null }] });
    delta({ role: 'assistant', content: '' });
    for (const piece of text) delta({ content: piece });
    for (const [index, one] of calls.entries()) {
      delta({ tool_calls: [{ index, id: one.id, type: 'function', function: { name: one.name, arguments: '' } }] });
      for (const piece of one.arguments) delta({ tool_calls: [{ index, function: { arguments: piece } }] });
    }
    call.finish(finish, { prompt_tokens: usage.input, completion_tokens: usage.output });
  },
  question: (body) => body.messages?.at(-1)?.content,
  system: (body) => body.messages?.find(({ role }) => role === 'system')?.content,
  stop: (body) => body.stop,
  tools: (body) => (body.tools as OpenAiTool[] | undefined ?? []).map(({ function: { name, parameters } }) => ({ name, schema: parameters })),
  results: (body) => (body.messages as { role: string; tool_call_id?: string; content: unknown }[]).filter(({ role }) => role === 'tool').map(({ tool_call_id: call, content }) => ({ call: String(call), text: content })),
  image: (body) => ((body.messages?.at(-1)?.content as { type: string; image_url?: { url: string } }[]).find(({ type }) => type === 'image_url'))?.image_url?.url,
};

interface AnthropicBlock { type: string; text?: string; tool_use_id?: string; content?: unknown; source?: { media_type: string; data: string } }
const blocksOf = (content: unknown): AnthropicBlock[] => (typeof content === 'string' ? [{ type: 'text', text: content }] : content as AnthropicBlock[]);
const textOfBlocks = (content: unknown): string => blocksOf(content).map(({ text }) => text ?? '').join('');

export const anthropicUpstream: Upstream = {
  title: 'a provider that speaks Anthropic\'s messages', vendor: 'other-anthropic', path: '/v1/messages',
  address: (of) => of.replace(/\/v1$/, ''),
  says: ({ text = [], calls = [], finish = calls.length > 0 ? 'tool_calls' : 'stop' }) => (call) => {
    const event = (type: string, fields: Record<string, unknown>): void => call.event({ type, ...fields });
    event('message_start', { message: { id: 'msg_up', type: 'message', role: 'assistant', model: call.body.model, content: [], stop_reason: null, usage: { input_tokens: usage.input, output_tokens: 1 } } });
    let index = 0;
    if (text.length > 0) {
      event('content_block_start', { index, content_block: { type: 'text', text: '' } });
      for (const piece of text) event('content_block_delta', { index, delta: { type: 'text_delta', text: piece } });
      event('content_block_stop', { index: index++ });
    }
    for (const one of calls) {
      event('content_block_start', { index, content_block: { type: 'tool_use', id: one.id, name: one.name, input: {} } });
      for (const piece of one.arguments) event('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: piece } });
      event('content_block_stop', { index: index++ });
    }
    event('message_delta', { delta: { stop_reason: { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use' }[finish], stop_sequence: null }, usage: { output_tokens: usage.output } });
    event('message_stop', {});
    call.end();
  },
  question: (body) => textOfBlocks(body.messages?.at(-1)?.content),
  system: (body) => textOfBlocks(body.system),
  stop: (body) => body.stop_sequences,
  tools: (body) => (body.tools as { name: string; input_schema: unknown }[] | undefined ?? []).map(({ name, input_schema: schema }) => ({ name, schema })),
  results: (body) => blocksOf(body.messages?.at(-1)?.content).filter(({ type }) => type === 'tool_result').map(({ tool_use_id: call, content }) => ({ call: String(call), text: typeof content === 'string' ? content : textOfBlocks(content) })),
  image: (body) => {
    const source = blocksOf(body.messages?.at(-1)?.content).find(({ type }) => type === 'image')?.source;
    return source && `data:${source.media_type};base64,${source.data}`;
  },
};
