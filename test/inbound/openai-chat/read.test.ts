import assert from 'node:assert/strict';
import type { Message } from '../../../src/chat/chat';
import { readChat } from '../../../src/inbound/openai-chat/read';
import { badRequest } from '../../kit/bad-request';

const user = { role: 'user', content: 'Hello' };
const read = (more: object) => readChat({ messages: [user], ...more });
const readMessage = (message: object): Message | undefined => readChat({ messages: [user, message] }).messages[1];

describe('reading a chat completion request', () => {
  it('takes the simplest one', () => {
    assert.deepEqual(readChat({ messages: [user] }), { messages: [user], stream: false });
  });

  it('takes every setting that it knows', () => {
    const settings = {
      model: 'gpt-5-mini', temperature: 0, top_p: 0.5, seed: -1, presence_penalty: -2, frequency_penalty: 2, reasoning_effort: 'low',
      parallel_tool_calls: false, user: 'ada', metadata: { session_id: '7' }, stream: true, n: 1, stop: ['\n'], max_tokens: 5,
      response_format: { type: 'json_object' }, tool_choice: 'required',
    };
    assert.deepEqual(read({ ...settings, stream_options: { include_usage: true } }), { messages: [user], ...settings, include_usage: true });
  });

  it('takes null and an empty list for not given', () => {
    const nothing = { model: '', temperature: null, stop: [], tools: [], tool_choice: null, response_format: null, stream_options: null, functions: null, n: null, seed: undefined, logit_bias: undefined };
    assert.deepEqual(read(nothing), { messages: [user], stream: false });
  });

  it('takes the answer limit under both names; the newer one stands', () => {
    assert.equal(read({ max_tokens: 7 }).max_tokens, 7);
    assert.deepEqual(read({ max_completion_tokens: 9 }), { messages: [user], stream: false, max_tokens: 9 });
    assert.equal(read({ max_tokens: 7, max_completion_tokens: 9 }).max_tokens, 9);
  });

  it('takes one stop text for a list of one', () => assert.deepEqual(read({ stop: 'END' }).stop, ['END']));

  it('keeps what it does not know for the vendor, at its place', () => {
    const chat = readChat({
      messages: [{ ...user, weight: 1, content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }] }],
      tools: [{ type: 'function', function: { name: 'f', output_schema: {} }, defer_loading: true }],
      logit_bias: { 50256: -100 }, store: false, stream_options: { include_usage: false, include_obfuscation: false },
    });
    assert.deepEqual(chat, {
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi', extra: { 'openai-chat': { cache_control: { type: 'ephemeral' } } } }], extra: { 'openai-chat': { weight: 1 } } }],
      tools: [{ name: 'f', extra: { 'openai-chat': { defer_loading: true, function: { output_schema: {} } } } }],
      stream: false, include_usage: false,
      extra: { 'openai-chat': { logit_bias: { 50256: -100 }, store: false, stream_options: { include_obfuscation: false } } },
    });
  });

  it('lets no __proto__ or constructor key change what objects inherit', () => {
    const chat = readChat(JSON.parse(`{"__proto__": {"stream": true, "polluted": 1}, "constructor": {"prototype": {"polluted": 1}},
      "messages": [{"__proto__": {"polluted": 1}, "role": "user", "content": [{"__proto__": {"polluted": 1}, "type": "new"}]}],
      "tools": [{"__proto__": {"polluted": 1}, "type": "web_search"}]}`));
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
    assert.deepEqual(chat, {
      messages: [{ role: 'user', content: [{ type: 'foreign', extra: { 'openai-chat': { type: 'new' } } }] }], stream: false,
      tools: [{ name: 'web_search', foreign: true, extra: { 'openai-chat': { type: 'web_search' } } }],
      extra: { 'openai-chat': { constructor: { prototype: { polluted: 1 } } } },
    });
    assert.equal((chat.extra?.['openai-chat'] as Record<string, unknown>).polluted, undefined);
  });

  it('changes nothing of the body', () => {
    const body = { messages: [user, { role: 'assistant', content: null, tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] }], stop: 'x' };
    const before = structuredClone(body);
    readChat(body);
    assert.deepEqual(body, before);
  });

  describe('messages', () => {
    it('keep the roles system and developer as they came', () => {
      assert.deepEqual(readMessage({ role: 'system', content: 'Be brief.' }), { role: 'system', content: 'Be brief.' });
      assert.deepEqual(readMessage({ role: 'developer', content: 'Be brief.', name: 'dev' }), { role: 'developer', content: 'Be brief.', name: 'dev' });
    });

    it('may hold images, sounds, files, and parts of a kind that is not known yet', () => {
      const parts = [
        { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low', x: 1 } },
        { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
        { type: 'file', file: { file_id: 'file-1' } },
        { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
      ];
      assert.deepEqual(readMessage({ role: 'user', content: [...parts, { type: 'video', video: 'x' }] })?.content,
        [...parts, { type: 'foreign', extra: { 'openai-chat': { type: 'video', video: 'x' } } }]);
    });

    it('of an assistant become blocks: reasoning, words, refusal, calls', () => {
      const calls = [
        { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":' }, extra_content: { google: {} } },
        { id: 'c2', type: 'custom', custom: { name: 'sh', input: 'ls -l' } },
        { id: 'c3', function: { name: 'g', arguments: '' } },
      ];
      assert.deepEqual(readMessage({ role: 'assistant', content: 'Let me see.', reasoning_content: 'Hm.', refusal: null, tool_calls: calls }), {
        role: 'assistant', content: [
          { type: 'reasoning', text: 'Hm.' }, { type: 'text', text: 'Let me see.' },
          { type: 'tool_call', id: 'c1', name: 'f', arguments: '{"a":', extra: { 'openai-chat': { extra_content: { google: {} } } } },
          { type: 'tool_call', id: 'c2', name: 'sh', arguments: 'ls -l', custom: true },
          { type: 'tool_call', id: 'c3', name: 'g', arguments: '' },
        ],
      });
      assert.deepEqual(readMessage({ role: 'assistant', content: null, refusal: 'No.' })?.content, [{ type: 'refusal', refusal: 'No.' }]);
      assert.deepEqual(readMessage({ role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] })?.content, [{ type: 'refusal', refusal: 'No.' }]);
    });

    it('of an assistant keep their form where there is nothing beside the words', () => {
      assert.deepEqual(readMessage({ role: 'assistant', content: 'Hi', refusal: null, tool_calls: null }), { role: 'assistant', content: 'Hi' });
      assert.deepEqual(readMessage({ role: 'assistant', content: '', tool_calls: [] }), { role: 'assistant', content: '' });
      assert.deepEqual(readMessage({ role: 'assistant', audio: { id: 'audio_1' } }), { role: 'assistant', content: [], extra: { 'openai-chat': { audio: { id: 'audio_1' } } } });
    });

    it('of a tool name the call that they answer', () => {
      assert.deepEqual(readMessage({ role: 'tool', content: '', tool_call_id: 'c1' }), { role: 'tool', content: '', tool_call_id: 'c1' });
    });
  });

  describe('tools', () => {
    it('are functions, or kept whole for the vendor', () => {
      const custom = { type: 'custom', custom: { name: 'sh', format: { type: 'text' } } };
      const search = { type: 'web_search', filters: {} };
      const parameters = { type: 'object', properties: { constructor: { type: 'string' } } };
      assert.deepEqual(read({ tools: [{ type: 'function', function: { name: 'f', description: 'Does f.', parameters, strict: true } }, custom, search] }).tools, [
        { name: 'f', description: 'Does f.', parameters, strict: true },
        { name: 'sh', foreign: true, extra: { 'openai-chat': custom } }, { name: 'web_search', foreign: true, extra: { 'openai-chat': search } },
      ]);
    });

    it('may be chosen by name, or in ways that only the vendor knows', () => {
      const allowed = { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [] } };
      assert.deepEqual(read({ tool_choice: { type: 'function', function: { name: 'f' } } }).tool_choice, { name: 'f' });
      assert.deepEqual(read({ tool_choice: allowed }).tool_choice, { foreign: true, extra: { 'openai-chat': allowed } });
    });
  });

  it('takes the forms of an answer that it knows, and passes on others', () => {
    const schema = { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' }, strict: true } };
    assert.deepEqual(read({ response_format: schema }).response_format, schema);
    assert.deepEqual(read({ response_format: { type: 'grammar', grammar: 'root' } }), {
      messages: [user], stream: false, extra: { 'openai-chat': { response_format: { type: 'grammar', grammar: 'root' } } },
    });
  });

  describe('refuses, and names the field', () => {
    const bodies: [what: string, body: unknown, field: string, words: RegExp][] = [
      ['no object', 'Hello', 'body', /JSON object with messages, but it is a text/],
      ['nothing', undefined, 'body', /it is missing/],
      ['a list', [user], 'body', /it is a list/],
      ['no messages', {}, 'messages', /messages is missing/],
      ['messages: null', { messages: null }, 'messages', /messages is missing/],
      ['messages that are no list', { messages: 'Hello' }, 'messages', /must be a list, but it is a text/],
      ['an empty list of messages', { messages: [] }, 'messages', /messages is empty/],
      ['a message that is no object', { messages: [user, 'Hello'] }, 'messages[1]', /must be an object, but it is a text/],
      ['a hole in the list', { messages: [user, null] }, 'messages[1]', /it is null/],
    ];
    for (const [what, body, field, words] of bodies) it(what, () => badRequest(() => readChat(body), field, words));

    const messages: [what: string, message: object, field: string, words: RegExp][] = [
      ['an unknown role', { role: 'bot', content: 'x' }, 'role', /is "bot"\. Use system, developer, user, assistant or tool/],
      ['a missing role', { content: 'x' }, 'role', /is missing/],
      ['a role that every object inherits', { role: 'constructor', content: 'x' }, 'role', /is "constructor"/],
      ['the old role of functions', { role: 'function', name: 'f', content: 'x' }, 'role', /role "tool" with tool_call_id/],
      ['missing content', { role: 'user' }, 'content', /must be a text or a list of parts, but it is missing/],
      ['content of a wrong type', { role: 'user', content: 7 }, 'content', /it is a number/],
      ['content that is one part, not a list', { role: 'user', content: { type: 'text', text: 'x' } }, 'content', /it is an object/],
      ['an empty list of parts', { role: 'user', content: [] }, 'content', /at least one part/],
      ['a part that is a text', { role: 'user', content: ['x'] }, 'content[0]', /must be an object with a type/],
      ['a part without a type', { role: 'user', content: [{ text: 'x' }] }, 'content[0].type', /is missing/],
      ['a text part without text', { role: 'user', content: [{ type: 'text' }] }, 'content[0].text', /must be a text/],
      ['an image that is a text', { role: 'user', content: [{ type: 'image_url', image_url: 'https://example.com' }] }, 'content[0].image_url', /must be an object/],
      ['an image without an address', { role: 'user', content: [{ type: 'image_url', image_url: {} }] }, 'content[0].image_url.url', /missing/],
      ['a sound without a format', { role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'AAAA' } }] }, 'content[0].input_audio.format', /missing/],
      ['a file that is none', { role: 'user', content: [{ type: 'file', file: { filename: 'a.pdf' } }] }, 'content[0].file', /holds no file/],
      ['a name that is no text', { role: 'user', content: 'x', name: 7 }, 'name', /must be a text/],
      ['a result without its call', { role: 'tool', content: 'x' }, 'tool_call_id', /is missing.*the id from tool_calls/],
      ['a result without content', { role: 'tool', tool_call_id: 'c1' }, 'content', /missing/],
      ['an assistant that says nothing', { role: 'assistant', content: null }, 'content', /says nothing/],
      ['the old form of a call', { role: 'assistant', content: null, function_call: { name: 'f', arguments: '' } }, 'function_call', /Send tool_calls/],
      ['calls that are no list', { role: 'assistant', tool_calls: {} }, 'tool_calls', /must be a list/],
      ['a call without an id', { role: 'assistant', tool_calls: [{ type: 'function', function: { name: 'f', arguments: '' } }] }, 'tool_calls[0].id', /missing/],
      ['a call of nothing', { role: 'assistant', tool_calls: [{ id: 'c', type: 'function' }] }, 'tool_calls[0].function', /missing/],
      ['a call of an unknown kind', { role: 'assistant', tool_calls: [{ id: 'c', type: 'shell' }] }, 'tool_calls[0].type', /"function" or "custom"/],
      ['a call without a name', { role: 'assistant', tool_calls: [{ id: 'c', function: { name: '', arguments: '' } }] }, 'tool_calls[0].function.name', /empty/],
      ['arguments that are an object', { role: 'assistant', tool_calls: [{ id: 'c', function: { name: 'f', arguments: {} } }] }, 'tool_calls[0].function.arguments', /JSON\.stringify/],
      ['arguments that are missing', { role: 'assistant', tool_calls: [{ id: 'c', function: { name: 'f' } }] }, 'tool_calls[0].function.arguments', /missing/],
      ['a custom call without input', { role: 'assistant', tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'f' } }] }, 'tool_calls[0].custom.input', /missing/],
    ];
    for (const [what, message, field, words] of messages) {
      it(what, () => badRequest(() => readChat({ messages: [user, user, message] }), `messages[2].${field}`, words));
    }

    const settings: [what: string, settings: object, field: string, words: RegExp][] = [
      ['more than one answer', { n: 3 }, 'n', /Leave n out and ask again 3 times/],
      ['no answer', { n: 0 }, 'n', /whole number of at least 1/],
      ['a temperature that is a text', { temperature: '0.5' }, 'temperature', /must be a number, but it is a text/],
      ['a number that is none', { top_p: NaN }, 'top_p', /must be a number/],
      ['a broken seed', { seed: 1.5 }, 'seed', /whole number, but it is 1\.5/],
      ['a limit of nothing', { max_tokens: 0 }, 'max_tokens', /at least 1, but it is 0/],
      ['a limit that is a text', { max_completion_tokens: '9' }, 'max_completion_tokens', /it is a text/],
      ['a switch that is a text', { stream: 'true' }, 'stream', /must be true or false, but it is a text/],
      ['a model that is an object', { model: {} }, 'model', /must be a text/],
      ['a model whose name never ends', { model: 'x'.repeat(201) }, 'model', /at most 200 characters/],
      ['metadata that is a list', { metadata: [] }, 'metadata', /must be an object/],
      ['five stops', { stop: ['a', 'b', 'c', 'd', 'e'] }, 'stop', /has 5 texts\. Send at most 4/],
      ['stops that are no texts', { stop: [1] }, 'stop', /up to 4 texts/],
      ['the old form of tools', { functions: [] }, 'functions', /Send tools/],
      ['the old form of the choice', { function_call: 'auto' }, 'function_call', /Send tool_choice/],
      ['tools that are no list', { tools: {} }, 'tools', /must be a list/],
      ['a tool without a type', { tools: [{ function: { name: 'f' } }] }, 'tools[0].type', /missing/],
      ['a tool without a name', { tools: [{ type: 'function', function: {} }] }, 'tools[0].function.name', /missing/],
      ['parameters that are a text', { tools: [{ type: 'function', function: { name: 'f', parameters: '{}' } }] }, 'tools[0].function.parameters', /must be an object/],
      ['a strictness that is a text', { tools: [{ type: 'function', function: { name: 'f', strict: 'yes' } }] }, 'tools[0].function.strict', /true or false/],
      ['a choice that is none', { tool_choice: 'f' }, 'tool_choice', /"auto", "none", "required"/],
      ['a choice without a name', { tool_choice: { type: 'function' } }, 'tool_choice.function', /missing/],
      ['a form without a type', { response_format: {} }, 'response_format.type', /missing/],
      ['a schema that is missing', { response_format: { type: 'json_schema' } }, 'response_format.json_schema', /missing/],
      ['a schema without a name', { response_format: { type: 'json_schema', json_schema: { schema: {} } } }, 'response_format.json_schema.name', /missing/],
      ['a schema without a schema', { response_format: { type: 'json_schema', json_schema: { name: 'x' } } }, 'response_format.json_schema.schema', /use \{"type": "json_object"\}/],
      ['stream options that are none', { stream_options: true }, 'stream_options', /must be an object/],
      ['a wish for usage that is none', { stream_options: { include_usage: 1 } }, 'stream_options.include_usage', /true or false/],
    ];
    for (const [what, more, field, words] of settings) it(what, () => badRequest(() => read(more), field, words));

    it('without showing what people wrote', () => {
      const secret = 'my secret diary';
      for (const content of [[{ type: 'text', text: { secret } }], { secret }, [secret], [{ type: 'image_url', image_url: secret }]]) {
        assert.throws(() => readChat({ messages: [{ role: 'user', content }] }), (error: Error) => !error.message.includes('secret'));
      }
    });
  });
});
