import assert from 'node:assert/strict';
import type { Chat } from '../../../src/chat/chat';
import type { Target } from '../../../src/outbound/dialect';
import { openaiChat } from '../../../src/outbound/openai-chat/openai-chat';
import { targetOf } from '../../kit/outbound/target';

type Json = Record<string, unknown>;

interface Sent extends Json { messages: Json[]; tools?: { type: string; function: Json }[] }

function send(chat: Partial<Chat>, target: Target = targetOf('openai', 'gpt-4.1'), how = { stream: false } as { stream: boolean; maxTokens?: number }) {
  const { call, warnings } = openaiChat.encode({ messages: [{ role: 'user', content: 'Hello' }], stream: how.stream, ...chat }, target, how);
  return { call, body: JSON.parse(String(call.body)) as Sent, warned: warnings.map(({ field }) => field) };
}

const callOf = (id: string, name: string, args = '{}') => ({ type: 'tool_call' as const, id, name, arguments: args });

describe('openai-chat encoder', () => {
  it('makes the call: address, headers, body, and no secret', () => {
    const { call, body, warned } = send({}, undefined, { stream: true });
    assert.equal(call.url, 'https://api.openai.com/v1/chat/completions');
    assert.deepEqual(call.headers, { 'content-type': 'application/json', accept: 'text/event-stream' });
    assert.deepEqual(body, { model: 'gpt-4.1', messages: [{ role: 'user', content: 'Hello' }], stream: true, stream_options: { include_usage: true } });
    assert.deepEqual(warned, []);
    const pasted = { ...targetOf('other-openai', 'm'), address: 'http://host/v1/chat/completions' };
    assert.equal(send({}, pasted).call.url, 'http://host/v1/chat/completions');
  });

  it('asks for usage in every stream, with the client\'s other stream options, but not where it comes unasked', () => {
    assert.deepEqual(send({ extra: { 'openai-chat': { stream_options: { include_obfuscation: false } } } }, undefined, { stream: true }).body.stream_options, { include_obfuscation: false, include_usage: true });
    assert.equal('stream_options' in send({}, targetOf('mistral', 'm'), { stream: true }).body, false);
    assert.equal('stream_options' in send({ extra: { 'openai-chat': { stream_options: {} } } }).body, false);
  });

  it('names the answer limit as vendor and model want it; the run\'s limit stands above the client\'s', () => {
    assert.equal(send({ max_tokens: 5 }).body.max_completion_tokens, 5);
    assert.equal(send({ max_tokens: 5 }, targetOf('mistral', 'm')).body.max_tokens, 5);
    assert.equal(send({ max_tokens: 5 }, targetOf('github-models', 'openai/gpt-5-mini')).body.max_completion_tokens, 5);
    assert.equal(send({ max_tokens: 5 }, targetOf('mistral', 'm'), { stream: false, maxTokens: 3 }).body.max_tokens, 3);
  });

  it('writes unknown fields back, except where they are refused', () => {
    const extra = { 'openai-chat': { verbosity: 'low', top_k: 3 }, 'anthropic-messages': { thinking: {} } };
    assert.deepEqual([send({ extra }).body.verbosity, send({ extra }).body.top_k, send({ extra }).body.thinking], ['low', 3, undefined]);
    const strict = send({ extra }, targetOf('mistral', 'm'));
    assert.deepEqual([strict.body.verbosity, strict.warned], [undefined, ['verbosity', 'top_k']]);
    assert.deepEqual(send({ extra }, targetOf('openai', 'gpt-5', { refuses: ['sampling'] })).warned, ['top_k']);
  });

  it('leaves out sampling where the model refuses it, and says so', () => {
    const { body, warned } = send({ temperature: 0, top_p: 1, presence_penalty: 1, seed: 3 }, targetOf('openai', 'gpt-5-mini', { refuses: ['sampling'] }));
    assert.deepEqual([body.temperature, body.top_p, body.presence_penalty, body.seed], [undefined, undefined, undefined, 3]);
    assert.deepEqual(warned, ['temperature', 'top_p', 'presence_penalty']);
    assert.equal(send({ temperature: 0 }).body.temperature, 0);
  });

  it('renames and drops fields by the vendor\'s row', () => {
    assert.deepEqual([send({ seed: 3 }, targetOf('mistral', 'm')).body.random_seed, send({ seed: 3 }, targetOf('mistral', 'm')).body.seed], [3, undefined]);
    assert.deepEqual(send({ presence_penalty: 1 }, targetOf('cerebras', 'm')).warned, ['presence_penalty']);
  });

  describe('messages', () => {
    it('developer becomes system but at OpenAI', () => {
      const chat: Partial<Chat> = { messages: [{ role: 'developer', content: 'Be brief.' }, { role: 'user', content: 'x' }] };
      assert.equal(send(chat).body.messages[0]?.role, 'developer');
      assert.equal(send(chat, targetOf('groq', 'm')).body.messages[0]?.role, 'system');
    });
    it('several system messages become one at the top where templates take one', () => {
      const { body, warned } = send({ messages: [{ role: 'system', content: 'A' }, { role: 'system', content: 'B' }, { role: 'user', content: 'x' }, { role: 'system', content: 'C' }] }, targetOf('vllm', 'm'));
      assert.deepEqual(body.messages, [{ role: 'system', content: 'A\n\nB\n\nC' }, { role: 'user', content: 'x' }]);
      assert.deepEqual(warned, ['messages']);
    });
    it('a tool loop keeps its shape: calls with null content, results by id', () => {
      const { body } = send({ messages: [
        { role: 'user', content: 'x' }, { role: 'assistant', content: [callOf('a', 'sun'), callOf('b', 'rain', '{"y":1}')] },
        { role: 'tool', tool_call_id: 'a', content: '1' }, { role: 'tool', tool_call_id: 'b', content: 'no', is_error: true },
      ] });
      assert.deepEqual(body.messages.slice(1), [
        { role: 'assistant', content: null, tool_calls: [{ id: 'a', type: 'function', function: { name: 'sun', arguments: '{}' } }, { id: 'b', type: 'function', function: { name: 'rain', arguments: '{"y":1}' } }] },
        { role: 'tool', tool_call_id: 'a', content: '1' }, { role: 'tool', tool_call_id: 'b', content: 'ERROR: no' },
      ]);
    });
    it('Mistral gets ids of nine letters, the same for call and result, and the name of the function', () => {
      const { body } = send({ messages: [{ role: 'user', content: 'x' }, { role: 'assistant', content: [callOf('call_abc-123', 'sun')] }, { role: 'tool', tool_call_id: 'call_abc-123', content: '1' }] }, targetOf('mistral', 'm'));
      const id = (body.messages[1]?.tool_calls as { id: string }[])[0]?.id;
      assert.match(String(id), /^[A-Za-z0-9]{9}$/);
      assert.deepEqual(body.messages[2], { role: 'tool', tool_call_id: id, content: '1', name: 'sun' });
      assert.equal(((send({ messages: [{ role: 'user', content: 'x' }, { role: 'assistant', content: [callOf('gSIMJiOkT', 'sun')] }] }, targetOf('mistral', 'm')).body.messages[1]?.tool_calls) as { id: string }[])[0]?.id, 'gSIMJiOkT');
    });
    it('images of tool results follow in a user message, behind all results', () => {
      const image = { type: 'image_url' as const, image_url: { url: 'data:image/png;base64,AA==' } };
      const { body } = send({ messages: [
        { role: 'user', content: 'x' }, { role: 'assistant', content: [callOf('a', 'sun'), callOf('b', 'rain')] },
        { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'seen' }, image] }, { role: 'tool', tool_call_id: 'b', content: '2' },
      ] });
      assert.deepEqual(body.messages.slice(2).map((message) => message.role), ['tool', 'tool', 'user']);
      assert.deepEqual((body.messages[4]?.content as Json[])[1], image);
    });
    it('images by address go as text where the server does not fetch', () => {
      const chat: Partial<Chat> = { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a/b.png' } }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }] }] };
      const { body, warned } = send(chat, targetOf('ollama', 'm'));
      assert.deepEqual((body.messages[0]?.content as Json[]).map((part) => part.type), ['text', 'image_url']);
      assert.deepEqual(warned, ['messages']);
      assert.deepEqual(send(chat).warned, []);
    });
    it('thinking goes back only to those who want it', () => {
      const chat: Partial<Chat> = { messages: [{ role: 'user', content: 'x' }, { role: 'assistant', content: [{ type: 'reasoning', text: 'hm' }, { type: 'text', text: 'y' }] }, { role: 'user', content: 'z' }] };
      const at = (vendor: string) => send(chat, targetOf(vendor, 'm'));
      assert.deepEqual(at('openai').body.messages[1], { role: 'assistant', content: 'y' });
      assert.deepEqual(at('openai').warned, ['messages']);
      assert.deepEqual(at('moonshot').body.messages[1], { role: 'assistant', content: 'y', reasoning_content: 'hm' });
      assert.deepEqual(at('openrouter').body.messages[1], { role: 'assistant', content: 'y', reasoning: 'hm' });
      assert.deepEqual(at('cerebras').body.messages[1], { role: 'assistant', content: '<think>\nhm\n</think>\ny' });
      assert.deepEqual(send({ messages: [{ role: 'user', content: 'x' }, { role: 'assistant', content: 'y' }, { role: 'user', content: 'z' }] }, targetOf('deepseek', 'm')).body.messages[1], { role: 'assistant', content: 'y', reasoning_content: '' });
    });
    it('what a client echoes of a reply reaches others without the fields that they refuse', () => {
      const chat: Partial<Chat> = { messages: [{ role: 'user', content: 'x' }, { role: 'assistant', content: 'y', extra: { 'openai-chat': { annotations: [], audio: null, x_new: 1 } } }, { role: 'user', content: 'z' }] };
      assert.deepEqual(send(chat, targetOf('groq', 'm')).body.messages[1], { role: 'assistant', content: 'y', x_new: 1 });
      assert.deepEqual(send(chat).body.messages[1], { role: 'assistant', content: 'y', annotations: [], audio: null, x_new: 1 });
    });
    it('Google\'s signatures go back to Google alone, and Gemini 3 gets a stand-in for those that another vendor\'s calls lack', () => {
      const extra = { 'openai-chat': { extra_content: { google: { thought_signature: 'S' } } } };
      const calls = (vendor: string, model: string, own?: typeof extra) => {
        const { body } = send({ messages: [{ role: 'user', content: 'x' }, { role: 'assistant', content: [{ ...callOf('a', 'sun'), extra: own }, callOf('b', 'sun')] }] }, targetOf(vendor, model));
        return (body.messages[1]?.tool_calls as Json[]).map((call) => (call.extra_content as { google: Json } | undefined)?.google.thought_signature);
      };
      assert.deepEqual(calls('gemini', 'gemini-3.8-flash', extra), ['S', undefined]);
      for (const name of ['gemini-3.8-flash', 'gemini-flash-latest']) assert.deepEqual(calls('gemini', name), ['skip_thought_signature_validator', undefined], name);
      assert.deepEqual(calls('gemini', 'gemini-2.5-flash'), [undefined, undefined]);
      assert.deepEqual(calls('openai', 'gpt-5', extra), [undefined, undefined]);
    });
    it('an assistant message that stands last is marked where the vendor continues it', () => {
      const chat: Partial<Chat> = { messages: [{ role: 'user', content: 'x' }, { role: 'assistant', content: 'Once upon' }] };
      assert.equal(send(chat, targetOf('mistral', 'm')).body.messages[1]?.prefix, true);
      assert.equal(send(chat, targetOf('moonshot', 'm')).body.messages[1]?.partial, true);
      assert.deepEqual(send(chat).warned, ['messages']);
    });
  });

  describe('tools', () => {
    const tools = [{ name: 'sun', parameters: { type: 'object', properties: {}, additionalProperties: false } }, { name: 'rain' }];
    const choice = (vendor: string, toolChoice: Chat['tool_choice'], facts = {}) => {
      const { body, warned } = send({ tools, tool_choice: toolChoice }, targetOf(vendor, 'm', facts));
      return [body.tools?.map((tool) => tool.function.name).join(), body.tool_choice, warned.length];
    };
    it('are chosen in the words that the vendor has', () => {
      const named = { type: 'function', function: { name: 'rain' } };
      assert.deepEqual(choice('openai', { name: 'rain' }), ['sun,rain', named, 0]);
      assert.deepEqual(choice('openai', 'required'), ['sun,rain', 'required', 0]);
      assert.deepEqual(choice('mistral', 'required'), ['sun,rain', 'any', 0]);
      assert.deepEqual(choice('llama-cpp', { name: 'rain' }), ['rain', 'required', 0]);
      assert.deepEqual(choice('moonshot', 'required'), ['sun,rain', 'auto', 1]);
      assert.deepEqual(choice('moonshot', { name: 'rain' }), ['rain', 'auto', 1]);
      assert.deepEqual(choice('ollama', { name: 'rain' }), ['rain', undefined, 1]);
      assert.deepEqual(choice('ollama', 'none'), [undefined, undefined, 0]);
      assert.deepEqual(choice('ollama', 'auto'), ['sun,rain', undefined, 0]);
      assert.deepEqual(choice('openai', 'required', { refuses: ['forced tool'] }), ['sun,rain', 'auto', 1]);
    });
    it('have open schemas at xAI', () => {
      assert.deepEqual(send({ tools }, targetOf('xai', 'm')).body.tools?.[0]?.function.parameters, { type: 'object', properties: {} });
      assert.deepEqual(send({ tools }).body.tools?.[0]?.function.parameters, tools[0]?.parameters);
    });
    it('are left out when there are none, since an empty list is refused', () => {
      assert.equal('tools' in send({ tools: [], tool_choice: 'auto', parallel_tool_calls: true }).body, false);
      assert.equal('tool_choice' in send({ tool_choice: 'auto' }).body, false);
    });
    it('of another vendor are left out with a warning; custom ones become functions but at OpenAI', () => {
      assert.deepEqual(send({ tools: [{ name: 'web', foreign: true, extra: { 'anthropic-messages': { type: 'web_search_20250305', name: 'web' } } }] }).warned, ['tools']);
      const custom = { type: 'custom', custom: { name: 'code', description: 'Runs it', format: { type: 'text' } } };
      const chat: Partial<Chat> = { tools: [{ name: 'code', foreign: true, extra: { 'openai-chat': custom } }] };
      assert.deepEqual(send(chat).body.tools, [custom]);
      const { body, warned } = send(chat, targetOf('groq', 'm'));
      assert.deepEqual([body.tools?.[0]?.type, body.tools?.[0]?.function.description, warned], ['function', 'Runs it', ['tools']]);
    });
  });

  describe('JSON', () => {
    const schema: Chat['response_format'] = { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' } } };
    it('goes as it is where the target can', () => {
      assert.deepEqual(send({ response_format: schema }).body.response_format, schema);
      assert.deepEqual(send({ response_format: { type: 'json_object' } }, targetOf('deepseek', 'm')).body.response_format, { type: 'json_object' });
    });
    it('becomes any object plus words, or words alone, with a warning', () => {
      const loose = send({ response_format: schema }, targetOf('deepseek', 'm'));
      assert.deepEqual(loose.body.response_format, { type: 'json_object' });
      assert.match(String(loose.body.messages[0]?.content), /JSON schema/);
      assert.deepEqual(loose.warned, ['response_format']);
      const words = send({ response_format: { type: 'json_object' } }, targetOf('openai', 'm', { can: { json: 'none' } }));
      assert.equal('response_format' in words.body, false);
      assert.deepEqual([words.body.messages[0]?.role, words.warned], ['system', ['response_format']]);
    });
    it('of any shape is asked for in words where the vendor takes a schema alone', () => {
      const words = send({ response_format: { type: 'json_object' } }, targetOf('lm-studio', 'm'));
      assert.deepEqual([words.body.response_format, words.body.messages[0]?.role, words.warned], [undefined, 'system', ['response_format']]);
      assert.deepEqual(send({ response_format: schema }, targetOf('lm-studio', 'm')).body.response_format, schema);
      assert.equal(send({ response_format: schema }, targetOf('lm-studio', 'm', { can: { json: 'object' } })).body.response_format, undefined);
    });
  });

  describe('reasoning effort', () => {
    const effort = (vendor: string, wish: string, efforts?: string[]) => {
      const { body, warned } = send({ reasoning_effort: wish }, targetOf(vendor, 'm', { efforts }));
      return [body.reasoning_effort ?? body.thinking ?? body.enable_thinking, warned.length];
    };
    it('is sent as it is where nothing is known, and else as the nearest that the model takes', () => {
      assert.deepEqual(effort('openai', 'xhigh'), ['xhigh', 0]);
      assert.deepEqual(effort('openai', 'xhigh', ['low', 'high']), ['high', 1]);
      assert.deepEqual(effort('openai', 'none', ['low', 'high']), ['low', 1]);
      assert.deepEqual(effort('openai', 'minimal', ['none', 'low']), ['none', 1]);
      assert.deepEqual(effort('openai', 'high', []), [undefined, 1]);
    });
    it('is said in the vendor\'s own way', () => {
      assert.deepEqual(effort('dashscope', 'high'), [true, 0]);
      assert.deepEqual(effort('deepseek', 'none', ['low', 'high']), [{ type: 'disabled' }, 0]);
      assert.deepEqual(effort('deepseek', 'medium', ['low', 'high']), ['low', 1]);
    });
  });

  it('sends metadata only where the client wants the answer stored', () => {
    assert.equal(send({ metadata: { session_id: 'x' } }).body.metadata, undefined);
    assert.deepEqual(send({ metadata: { a: 'b' }, extra: { 'openai-chat': { store: true } } }).body.metadata, { a: 'b' });
  });
});
