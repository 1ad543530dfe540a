import assert from 'node:assert/strict';
import type { Chat } from '../../../src/chat/chat';
import { openaiChat } from '../../../src/outbound/openai-chat/openai-chat';
import { answerOf, chunks, decodeWhole, delta, readStream } from '../../kit/outbound/decode';
import { targetOf } from '../../kit/outbound/target';

const openai = targetOf('openai', 'gpt-5-mini');
const stream = (text: string, vendor = 'openai', chat?: Chat) => readStream(openaiChat, targetOf(vendor, 'some-model'), text, chat);

describe('openai-chat decoder', () => {
  it('reads text, refusal, reasoning, usage after the finish, and the terminator', () => {
    const { parts, complete, done } = stream(chunks(
      delta({ role: 'assistant', content: '' }), delta({ reasoning_content: 'Hm. ' }), delta({ content: 'Hel' }), delta({ content: 'lo' }), delta({ refusal: 'No.' }), delta({}, 'stop'),
      { id: 'chatcmpl-1', choices: [], usage: { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 } },
    ));
    assert.deepEqual(parts, [
      { type: 'start', id: 'chatcmpl-1', model: 'm' }, { type: 'reasoning', text: 'Hm. ' }, { type: 'text', text: 'Hel' }, { type: 'text', text: 'lo' },
      { type: 'refusal', text: 'No.' }, { type: 'finish', reason: 'stop', vendorReason: 'stop' }, { type: 'usage', usage: { input: 5, output: 3 } },
    ]);
    assert.ok(complete && done);
  });

  it('takes no harm from a null after the finish reason', () => {
    for (const last of [null, 7, [], 'x']) {
      const { parts } = stream(chunks(delta({ content: 'Hi' }), delta({}, 'stop'), last));
      assert.deepEqual([answerOf(parts).text, answerOf(parts).finish], ['Hi', 'stop'], JSON.stringify(last));
    }
  });

  it('reads interleaved tool calls by their index', () => {
    const call = (index: number, more: Record<string, unknown>) => delta({ tool_calls: [{ index, ...more }] });
    const { parts } = stream(chunks(
      call(0, { id: 'a', type: 'function', function: { name: 'sun', arguments: '' } }), call(1, { id: 'b', type: 'function', function: { name: 'rain', arguments: '' } }),
      call(0, { function: { arguments: '{"x":' } }), call(1, { function: { arguments: '{}' } }), call(0, { function: { arguments: '1}' } }), delta({}, 'tool_calls'),
    ));
    assert.deepEqual(answerOf(parts).calls, [{ id: 'a', name: 'sun', args: '{"x":1}' }, { id: 'b', name: 'rain', args: '{}' }]);
    assert.equal(answerOf(parts).finish, 'tool_calls');
  });

  describe('tool calls as other vendors send them', () => {
    const calls = (...said: Record<string, unknown>[]) => answerOf(stream(chunks(...said.map((each) => delta({ tool_calls: [each].flat() })), delta({}, 'stop'))).parts);
    it('without index, whole in one chunk; a finish of "stop" still says that tools are called', () => {
      const answer = calls({ id: 'a', function: { name: 'sun', arguments: '{"x":1}' } }, { id: 'b', function: { name: 'sun', arguments: '{"x":2}' } });
      assert.deepEqual(answer.calls, [{ id: 'a', name: 'sun', args: '{"x":1}' }, { id: 'b', name: 'sun', args: '{"x":2}' }]);
      assert.equal(answer.finish, 'tool_calls');
    });
    it('with index 0 for each', () => {
      const answer = calls({ index: 0, id: 'a', function: { name: 'sun', arguments: '{}' } }, { index: 0, id: 'b', function: { name: 'rain', arguments: '{"y"' } }, { index: 0, function: { arguments: ':2}' } });
      assert.deepEqual(answer.calls, [{ id: 'a', name: 'sun', args: '{}' }, { id: 'b', name: 'rain', args: '{"y":2}' }]);
    });
    it('with index 0 for each, and without ids', () => {
      const piece = (name: string, args: string) => ({ index: 0, id: '', type: 'function', function: { name, arguments: args } });
      const answer = calls(piece('sun', '{"x":1}'), piece('sun', '{"x":2}'), piece('rain', '{}'));
      assert.deepEqual(answer.calls.map(({ name, args }) => [name, args]), [['sun', '{"x":1}'], ['sun', '{"x":2}'], ['rain', '{}']]);
      assert.equal(new Set(answer.calls.map(({ id }) => id)).size, 3);
    });
    it('with the name alone repeated in every piece', () => {
      const piece = (args: string) => ({ index: 0, type: 'function', function: { name: 'sun', arguments: args } });
      assert.deepEqual(calls(piece(''), piece('{"x'), piece('":'), piece('1}'), piece('')).calls.map(({ args }) => args), ['{"x":1}']);
    });
    it('with the name alone repeated in every piece, of arguments that hold brackets in lists and texts', () => {
      const piece = (args: string) => ({ index: 0, type: 'function', function: { name: 'sun', arguments: args } });
      const args = '{"a":[{},{"b":"}\\"]"}],"c":{}}';
      assert.deepEqual(calls(...[...args].map(piece)).calls.map((call) => call.args), [args]);
      assert.deepEqual(calls(...[...args, ...args].map(piece)).calls.map((call) => call.args), [args, args]);
    });
    it('with id and name repeated in every piece', () => {
      const piece = (args: string) => ({ index: 0, id: 'a', type: 'function', function: { name: 'sun', arguments: args } });
      assert.deepEqual(calls(piece('{"x'), piece('":'), piece('1}')).calls, [{ id: 'a', name: 'sun', args: '{"x":1}' }]);
    });
    it('without ids: they are made, and differ', () => {
      const answer = calls({ function: { name: 'sun', arguments: '{"x":1}' } }, { function: { name: 'sun', arguments: '{"x":2}' } });
      assert.deepEqual(answer.calls.map(({ args }) => args), ['{"x":1}', '{"x":2}']);
      assert.equal(new Set(answer.calls.map(({ id }) => id)).size, 2);
      assert.ok(answer.calls.every(({ id }) => /^[A-Za-z0-9_]+$/.test(id)));
    });
    it('with arguments as an object, or none at all', () => {
      assert.equal(calls({ index: 0, id: 'a', function: { name: 'sun', arguments: { x: 1 } } }).calls[0]?.args, '{"x":1}');
      assert.equal(calls({ index: 0, id: 'a', function: { name: 'sun' } }).calls[0]?.args, '{}');
      assert.equal(calls({ index: 0, id: 'a', function: { name: 'sun', arguments: '' } }).calls[0]?.args, '{}');
    });
    it('with the name later than the id', () => {
      assert.deepEqual(calls({ index: 0, id: 'a', function: { arguments: '{' } }, { index: 0, function: { name: 'sun', arguments: '}' } }).calls, [{ id: 'a', name: 'sun', args: '{}' }]);
    });
    it('with a signature beside the call, which stands right behind its name', () => {
      const { parts } = stream(chunks(delta({ tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'sun', arguments: '{}' }, extra_content: { google: { thought_signature: 'S' } } }] }, 'tool_calls')));
      assert.deepEqual(parts.slice(1, 4), [
        { type: 'tool_call', index: 0, id: 'a', name: 'sun' },
        { type: 'extra', dialect: 'openai-chat', value: { message: { tool_calls: [{ index: 0, extra_content: { google: { thought_signature: 'S' } } }] } } },
        { type: 'tool_arguments', index: 0, text: '{}' },
      ]);
    });
  });

  it('ignores what comes after [DONE], a second [DONE] too', () => {
    const { parts } = stream(`${chunks(delta({ content: 'a' }), delta({}, 'stop'))}data: [DONE]\n\ndata: {"choices":[{"index":0,"delta":{"content":"late"}}]}\n\n`);
    assert.equal(answerOf(parts).text, 'a');
  });

  it('is complete with a finish reason and no [DONE], and cut with neither', () => {
    const open = (text: string): string => text.replace('data: [DONE]\n\n', '');
    assert.equal(stream(open(chunks(delta({ content: 'a' }), delta({}, 'stop')))).complete, true);
    assert.equal(stream(open(chunks(delta({ content: 'a' }), delta({}, 'stop'))) + 'data: {"choices":[],"usa').complete, true, 'a torn chunk of usage behind the finish');
    const cut = stream(open(chunks(delta({ content: 'a' }))));
    assert.deepEqual([cut.complete, answerOf(cut.parts).finish], [false, undefined]);
  });

  it('tells a finish where only [DONE] ends the stream', () => {
    assert.equal(answerOf(stream(chunks(delta({ content: 'a' }))).parts).finish, 'stop');
    assert.equal(answerOf(stream(chunks(delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'sun' } }] }))).parts).finish, 'tool_calls');
  });

  it('maps the words of other vendors for the end', () => {
    for (const [word, reason] of [['eos', 'stop'], ['model_length', 'length'], ['sensitive', 'content_filter'], ['function_call', 'tool_calls'], ['something-new', 'stop'], ['MAX_TOKENS', 'length'],
      ...['SAFETY', 'PROHIBITED_CONTENT', 'RECITATION', 'BLOCKLIST', 'SPII', 'content_filter: PROHIBITED_CONTENT'].map((word) => [word, 'content_filter'] as const)] as const) {
      assert.equal(answerOf(stream(chunks(delta({ content: 'a' }, word))).parts).finish, reason, word);
    }
    assert.equal(answerOf(stream(chunks(delta({ content: 'a' }, 'insufficient_system_resource'))).parts).failure?.kind, 'overloaded');
  });

  it('tells errors in the stream, in each of their shapes, once', () => {
    const shapes: [unknown, string][] = [
      [{ error: { message: 'Rate limit reached. Please try again in 1.5s.', type: 'requests', code: 'rate_limit_exceeded' } }, 'rate_limited'],
      [{ error: { message: 'The engine is currently overloaded', code: 503 } }, 'overloaded'],
      [{ error: { message: 'Provider returned error', code: 502 }, choices: [{ index: 0, delta: {}, finish_reason: 'error' }] }, 'server'],
      [{ id: 'x', choices: [], x_groq: { error: 'over capacity' } }, 'server'],
      [{ object: 'error', message: 'This model\'s maximum context length is 4096 tokens', type: 'BadRequestError', code: 400 }, 'context'],
      [{ base_resp: { status_code: 1002, status_msg: 'rate limit' } }, 'server'],
      [{ detail: 'Something broke' }, 'server'],
    ];
    for (const [shape, kind] of shapes) {
      const { parts, complete } = stream(chunks(delta({ content: 'a' }), shape, delta({ content: 'b' }), delta({}, 'stop')));
      assert.equal(parts.filter((part) => part.type === 'error').length, 1);
      assert.equal(parts.at(-1)?.type, 'error', 'nothing follows');
      assert.deepEqual([answerOf(parts).failure?.kind, answerOf(parts).text, complete], [kind, 'a', false], JSON.stringify(shape));
    }
    const [limited] = stream(chunks(shapes[0]?.[0])).parts;
    assert.equal(limited?.type === 'error' && limited.failure.retryAfterMs, 1_500);
    assert.equal(answerOf(stream('event: error\ndata: {"message":"broken"}\n\n').parts).failure?.kind, 'server');
  });

  it('calls what it cannot read malformed, and never throws', () => {
    for (const text of ['data: {"choices":[{"ind\n\n', 'data: <html>\n\n', 'data: 7\n\n', 'data: null\n\n']) {
      assert.equal(answerOf(stream(text).parts).failure?.kind, 'malformed', text);
    }
  });

  it('emits no empty parts, and one start', () => {
    const { parts } = stream(chunks(
      { choices: [], id: '', model: '', prompt_filter_results: [{ prompt_index: 0 }] }, delta({ role: 'assistant', content: '', refusal: null, reasoning_content: '' }), delta({ content: null }),
      delta({ content: 'a' }, null, { obfuscation: 'xyz', system_fingerprint: null, usage: null }), delta({}, 'stop'),
    ));
    assert.deepEqual(parts.map((part) => part.type), ['extra', 'start', 'text', 'finish']);
  });

  it('keeps what only OpenAI\'s dialect says, by its place: fields of the reply once, of pieces each time', () => {
    const more = { system_fingerprint: 'fp', service_tier: 'default', citations: ['https://a'] };
    const { parts } = stream(chunks(
      delta({ content: 'a' }, null, more), delta({ content: 'b', annotations: [{ type: 'url_citation' }] }, null, more),
      { ...delta({ content: 'c' }, null, more), choices: [{ index: 0, delta: { content: 'c' }, logprobs: { content: [] }, finish_reason: null }] }, delta({}, 'stop', more),
    ));
    assert.deepEqual(answerOf(parts).extras, [{ reply: more }, { message: { annotations: [{ type: 'url_citation' }] } }, { choice: { logprobs: { content: [] } } }]);
  });

  describe('thinking', () => {
    const tagged = (...texts: string[]) => answerOf(stream(chunks(...texts.map((content) => delta({ content })), delta({}, 'stop')), 'vllm').parts);
    it('is taken from either field, once', () => {
      assert.equal(answerOf(stream(chunks(delta({ reasoning: 'r' }), delta({}, 'stop'))).parts).reasoning, 'r');
      assert.equal(answerOf(stream(chunks(delta({ reasoning: 'r', reasoning_content: 'r' }), delta({}, 'stop'))).parts).reasoning, 'r');
    });
    it('is split off where a server leaves the tags in, wherever they are cut', () => {
      const whole = '<think>\nTwo < three.\n</think>\n\nAnswer with a <tag>.';
      for (let cut = 0; cut <= whole.length; cut++) {
        const { reasoning, text } = tagged(whole.slice(0, cut), whole.slice(cut));
        assert.deepEqual([reasoning, text], ['Two < three.\n', 'Answer with a <tag>.'], `cut at ${cut}`);
      }
      assert.deepEqual(tagged(...whole).text, 'Answer with a <tag>.');
    });
    it('is not looked for in the middle of an answer, nor at vendors without tags', () => {
      assert.deepEqual([tagged('Use <think>x</think>.').text, tagged('Use <think>x</think>.').reasoning], ['Use <think>x</think>.', '']);
      assert.equal(tagged('  <thi').text, '  <thi');
      assert.equal(tagged(' ', '\n', ' ', '<th', 'e').text, ' \n <the', 'white space before the first word is told');
      assert.deepEqual([tagged(' ', '\n<thi', 'nk>x</think>', '\n', 'y').text, tagged('\n\n', '\n').text], ['y', '\n\n\n']);
      assert.equal(answerOf(stream(chunks(delta({ content: '<think>x</think>y' }), delta({}, 'stop'))).parts).text, '<think>x</think>y');
    });
    it('counts as thinking when the closing tag never comes', () => {
      assert.deepEqual([tagged('<think>on and on').reasoning, tagged('<think>on and on').text], ['on and on', '']);
    });
    it('is not doubled at vendors that repeat a delta', () => {
      assert.equal(answerOf(stream(chunks(delta({ reasoning_content: 'r' }), delta({ reasoning_content: 'r' }), delta({}, 'stop')), 'xai').parts).reasoning, 'r');
      assert.equal(answerOf(stream(chunks(delta({ reasoning_content: 'ha' }), delta({ reasoning_content: 'ha' }), delta({}, 'stop'))).parts).reasoning, 'haha');
    });
  });

  describe('a whole reply', () => {
    const whole = (message: unknown, more: Record<string, unknown> = {}, finish: string | null = 'stop') => decodeWhole(openaiChat, openai, JSON.stringify({
      id: 'c', model: 'm', object: 'chat.completion', choices: [{ index: 0, message, finish_reason: finish }], usage: { prompt_tokens: 1, completion_tokens: 2 }, ...more,
    }));
    it('gives the parts that a stream gives', () => {
      const { parts, complete } = whole({ role: 'assistant', content: 'Hello', reasoning_content: 'Hm', tool_calls: [{ id: 'a', type: 'function', function: { name: 'sun', arguments: '{}' } }, { id: 'b', type: 'function', function: { name: 'sun', arguments: '' } }] });
      const answer = answerOf(parts);
      assert.deepEqual([answer.text, answer.reasoning, answer.calls.length, answer.calls[1]?.args, answer.finish, complete], ['Hello', 'Hm', 2, '{}', 'tool_calls', true]);
    });
    it('is complete without a finish reason, and readable behind blank lines', () => {
      assert.equal(answerOf(whole({ content: 'Hello' }, {}, null).parts).finish, 'stop');
      assert.equal(answerOf(decodeWhole(openaiChat, openai, '\n\n\n{"choices":[{"message":{"content":"x"}}]}').parts).text, 'x');
    });
    it('that is an error is told as one', () => {
      const kind = (body: string) => answerOf(decodeWhole(openaiChat, openai, body).parts).failure?.kind;
      assert.equal(kind('{"error":{"message":"Insufficient credits","code":402}}'), 'quota');
      assert.equal(kind('[{"error":{"code":429,"message":"Resource exhausted","status":"RESOURCE_EXHAUSTED"}}]'), 'rate_limited');
      assert.equal(kind('{"choices":[]}'), 'malformed');
      assert.equal(kind(''), 'malformed');
      assert.equal(kind('<html></html>'), 'malformed');
    });
    it('may be a stream under another content type', () => {
      const { parts, complete } = decodeWhole(openaiChat, openai, chunks(delta({ content: 'a' }), delta({}, 'stop')));
      assert.deepEqual([answerOf(parts).text, complete], ['a', true]);
    });
  });

  describe('what the encoder changed', () => {
    const ask = (more: Partial<Chat>): Chat => ({ messages: [{ role: 'user', content: 'x' }], stream: true, ...more });
    it('tool names come back', () => {
      const chat = ask({ tools: [{ name: 'home.light/on' }, { name: 'home_light_on' }] });
      const sent = JSON.parse(String(openaiChat.encode(chat, openai, { stream: true }).call.body)) as { tools: { function: { name: string } }[] };
      assert.deepEqual(sent.tools.map((tool) => tool.function.name), ['home_light_on_2', 'home_light_on']);
      const { parts } = stream(chunks(delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'home_light_on_2', arguments: '{}' } }] }, 'tool_calls')), 'openai', chat);
      assert.equal(answerOf(parts).calls[0]?.name, 'home.light/on');
    });
    it('stop texts end the answer where the vendor refuses them, wherever it is cut', () => {
      const chat = ask({ stop: ['END', '\n\n'] });
      const said = 'One.\nTwo. EN END three';
      for (let cut = 0; cut <= said.length; cut++) {
        const { parts, complete, done } = stream(chunks(delta({ content: said.slice(0, cut) }), delta({ content: said.slice(cut) }), delta({}, 'length')), 'perplexity', chat);
        const answer = answerOf(parts);
        assert.deepEqual([answer.text, answer.finish, answer.stopSequence, complete, done], ['One.\nTwo. EN ', 'stop', 'END', true, true], `cut at ${cut}`);
      }
      assert.equal(answerOf(stream(chunks(delta({ content: 'the EN' }), delta({}, 'stop')), 'perplexity', chat).parts).text, 'the EN');
      for (const stop of [[''], ['', 'END']]) {
        assert.equal(answerOf(stream(chunks(delta({ content: 'the answer END' }), delta({}, 'stop')), 'perplexity', { ...chat, stop }).parts).text, stop.length > 1 ? 'the answer ' : 'the answer END');
      }
    });
    it('one call at a time where the vendor has no word for it', () => {
      const { parts } = stream(chunks(delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'sun' } }, { index: 1, id: 'b', function: { name: 'rain' } }] }, 'tool_calls')), 'cerebras', ask({ parallel_tool_calls: false, tools: [{ name: 'sun' }, { name: 'rain' }] }));
      assert.deepEqual(answerOf(parts).calls.map(({ name }) => name), ['sun']);
    });
    it('custom tools that became functions', () => {
      const chat = ask({ tools: [{ name: 'code', foreign: true, extra: { 'openai-chat': { type: 'custom', custom: { name: 'code' } } } }] });
      const { parts } = stream(chunks(delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'code', arguments: '{"input":"print' } }] }), delta({ tool_calls: [{ index: 0, function: { arguments: '(1)\\n"}' } }] }, 'tool_calls')), 'groq', chat);
      assert.deepEqual(answerOf(parts).calls, [{ id: 'a', name: 'code', args: 'print(1)\n', custom: true }]);
    });
  });
});
