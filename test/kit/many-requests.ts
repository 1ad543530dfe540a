// A process of its own for test/run/hidden-classes.test.ts: asks each vendor in turn so many times.
import { createCore } from '../../src/core';
import { openAiChat } from '../../src/inbound/openai-chat/openai-chat';
import type { Net } from '../../src/net/net';
import { openai } from './scripted-net';

const words = ['The', ' sky', ' is', ' "blue"', '.\n'];
const event = (value: { type: string }): string => `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
const begun = event({ type: 'message_start', message: { id: 'm1', model: 'm', usage: { input_tokens: 10, output_tokens: 1 } } } as never);
const over = (reason: string): string => event({ type: 'message_delta', delta: { stop_reason: reason, stop_sequence: null }, usage: { output_tokens: 5 } } as never) + event({ type: 'message_stop' });
const block = (start: object, ...deltas: object[]): string => [{ type: 'content_block_start', index: 0, content_block: start }, ...deltas.map((delta) => ({ type: 'content_block_delta', index: 0, delta })), { type: 'content_block_stop', index: 0 }].map(event).join('');

const call = { index: 0, id: 'call_1', type: 'function', function: { name: 'sun', arguments: '{"x":1}' } };
const replies = {
  'openai-chat': {
    text: openai.role + words.map(openai.text).join('') + openai.finish() + openai.usage(10, 5) + openai.done,
    call: openai.chunk({ role: 'assistant', content: null, tool_calls: [call] }) + openai.finish('tool_calls') + openai.usage(10, 5) + openai.done,
  },
  'anthropic-messages': {
    text: begun + block({ type: 'text', text: '' }, ...words.map((text) => ({ type: 'text_delta', text }))) + over('end_turn'),
    call: begun + block({ type: 'tool_use', id: 'toolu_1', name: 'sun', input: {} }, { type: 'input_json_delta', partial_json: '{"x":1}' }) + over('tool_use'),
  },
};

const question = { model: 'm', temperature: 0.2, max_tokens: 100, user: 'u' };
const spoken = [{ role: 'system', content: 'Be brief.' }, { role: 'user', name: 'Ann', content: 'Why?' }, { role: 'assistant', content: 'Because.' }];
const bodies = {
  text: { ...question, messages: [...spoken, { role: 'user', content: [{ type: 'text', text: 'And?' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }] }] },
  call: {
    ...question, tools: [{ type: 'function', function: { name: 'sun', description: 'Tells.', parameters: { type: 'object', properties: { x: { type: 'number' } } } } }],
    messages: [...spoken, { role: 'user', content: 'And?' }, { role: 'assistant', content: null, tool_calls: [{ ...call, index: undefined }] }, { role: 'tool', tool_call_id: 'call_1', content: 'sunny' }],
  },
};

/** A network that answers each call at once with the same bytes. */
function sameReply(text: string): Net {
  const bytes = Buffer.from(text);
  return {
    send(_call, taker) {
      let ended = false;
      setImmediate(() => {
        if (ended) return;
        taker.head(200, { 'content-type': 'text/event-stream' });
        taker.data(bytes);
        if (!ended) taker.end();
      });
      return { abort() { ended = true; }, resume: () => undefined };
    },
    close: () => Promise.resolve(),
  };
}

async function many(vendor: string, dialect: keyof typeof replies, what: keyof typeof bodies, count: number): Promise<void> {
  const core = createCore({ net: sameReply(replies[dialect][what]) });
  core.configure({ providers: [{ name: 'U', vendor, address: 'http://127.0.0.1:9/v1', key: 'k', models: [{ name: 'm', window: 100_000, price: { input: 1, output: 2 } }] }] });
  core.listen(() => undefined);
  const asked = JSON.stringify(bodies[what]);
  for (let at = 0; at < count; at++) {
    const run = core.run(openAiChat.read(JSON.parse(asked)), [{ do: 'use', node: 'r', use: [{ name: 'm', share: 1 }], by: 'cheapest', rule: 'otherwise' }], { node: { id: 'ask' } });
    const writer = at % 2 === 0 ? openAiChat.writer({ include_usage: true }) : undefined;
    let told = '';
    run.pipe({
      whole: writer === undefined,
      open(head) { if (writer) told += writer.open(head); },
      write(parts) { if (writer) told += writer.push(parts); return true; },
      onDrain: () => undefined,
      close(outcome) { told += writer ? writer.end(outcome) : openAiChat.whole(outcome); },
    });
    const { failure } = await run.done;
    if (failure || told === '') throw new Error(`${vendor}: ${failure?.message ?? 'nothing was told'}`);
  }
  await core.close();
}

async function all(count: number): Promise<void> {
  for (const vendor of ['other-openai', 'openai', 'deepseek', 'mistral', 'gemini', 'groq', 'ollama', 'openrouter']) {
    for (const what of ['text', 'call'] as const) await many(vendor, 'openai-chat', what, count);
  }
  for (const what of ['text', 'call'] as const) await many('anthropic', 'anthropic-messages', what, count);
}

void all(Number(process.argv[2]));
