import assert from 'node:assert/strict';
import type { Chat } from '../../../src/chat/chat';
import { anthropicMessages } from '../../../src/outbound/anthropic-messages/anthropic-messages';
import { answerOf, decodeWhole, readStream } from '../../kit/outbound/decode';
import { targetOf } from '../../kit/outbound/target';

const claude = targetOf('anthropic', 'claude-opus-4-1', { can: { json: 'object' } });
const events = (...all: { type: string; [field: string]: unknown }[]): string => all.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
const start = { type: 'message_start', message: { id: 'msg_1', model: 'claude', content: [], usage: { input_tokens: 10, cache_read_input_tokens: 5, cache_creation_input_tokens: 3, output_tokens: 1 } } };
const block = (index: number, content: unknown, ...deltas: unknown[]) => [
  { type: 'content_block_start', index, content_block: content }, ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })), { type: 'content_block_stop', index },
];
const end = (reason: string, more: Record<string, unknown> = {}) => [{ type: 'message_delta', delta: { stop_reason: reason, ...more }, usage: { output_tokens: 20 } }, { type: 'message_stop' }];
const text = (words: string) => ({ type: 'text_delta', text: words });
const json = (piece: string) => ({ type: 'input_json_delta', partial_json: piece });

describe('anthropic-messages decoder', () => {
  it('reads thinking, text and tool calls, pings between, and usage that is cumulative', () => {
    const { parts, complete, done } = readStream(anthropicMessages, claude, events(
      start, { type: 'ping' },
      ...block(0, { type: 'thinking', thinking: '', signature: '' }, { type: 'thinking_delta', thinking: 'Hm' }, { type: 'signature_delta', signature: 'S' }),
      ...block(1, { type: 'text', text: '' }, text('Hel'), text('lo')), { type: 'something_new' },
      ...block(2, { type: 'tool_use', id: 'toolu_1', name: 'sun', input: {} }, json(''), json('{"x":'), json('1}')),
      ...block(3, { type: 'tool_use', id: 'toolu_2', name: 'rain', input: {} }, json('')), ...end('tool_use'),
    ));
    assert.deepEqual(parts, [
      { type: 'start', id: 'msg_1', model: 'claude' }, { type: 'usage', usage: { input: 18, output: 1, cacheRead: 5, cacheWrite: 3 } },
      { type: 'reasoning', text: 'Hm' }, { type: 'extra', dialect: 'anthropic-messages', value: { block: { type: 'thinking', signature: 'S' } } },
      { type: 'text', text: 'Hel' }, { type: 'text', text: 'lo' },
      { type: 'tool_call', index: 0, id: 'toolu_1', name: 'sun' }, { type: 'tool_arguments', index: 0, text: '{"x":' }, { type: 'tool_arguments', index: 0, text: '1}' },
      { type: 'tool_call', index: 1, id: 'toolu_2', name: 'rain' }, { type: 'tool_arguments', index: 1, text: '{}' },
      { type: 'usage', usage: { input: 18, output: 20, cacheRead: 5, cacheWrite: 3 } }, { type: 'finish', reason: 'tool_calls', vendorReason: 'tool_use' },
    ]);
    assert.ok(complete && done);
  });

  it('is complete with a stop reason, and cut without', () => {
    assert.equal(readStream(anthropicMessages, claude, events(start, ...block(0, { type: 'text', text: 'a' }), ...end('end_turn').slice(0, 1))).complete, true);
    assert.equal(readStream(anthropicMessages, claude, events(start, ...block(0, { type: 'text', text: 'a' }))).complete, false);
  });

  it('tells each end: the stop text that matched, a refusal with its reason', () => {
    const ended = (reason: string, more = {}) => answerOf(readStream(anthropicMessages, claude, events(start, ...end(reason, more))).parts);
    assert.deepEqual([ended('stop_sequence', { stop_sequence: 'END' }).finish, ended('stop_sequence', { stop_sequence: 'END' }).stopSequence], ['stop', 'END']);
    const refused = ended('refusal', { stop_details: { type: 'refusal', explanation: 'Not this.' } });
    assert.deepEqual([refused.finish, refused.refusal], ['content_filter', 'Not this.']);
    for (const [word, finish] of [['max_tokens', 'length'], ['model_context_window_exceeded', 'length'], ['pause_turn', 'stop'], ['new_word', 'stop']]) assert.equal(ended(String(word)).finish, finish);
  });

  it('keeps what only Anthropic says: what its servers ran, citations, hidden thinking', () => {
    const { parts } = readStream(anthropicMessages, claude, events(
      start, ...block(0, { type: 'server_tool_use', id: 's', name: 'web_search', input: {} }, json('{"query":"x"}')), ...block(1, { type: 'redacted_thinking', data: 'X' }),
      ...block(2, { type: 'text', text: '' }, text('a'), { type: 'citations_delta', citation: { cited_text: 'c' } }), ...end('end_turn'),
    ));
    assert.deepEqual(answerOf(parts).extras, [
      { block: { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'x' } } }, { block: { type: 'redacted_thinking', data: 'X' } }, { block: { type: 'text', citations: [{ cited_text: 'c' }] } },
    ]);
    assert.equal(answerOf(parts).calls.length, 0);
  });

  it('tells an error in the stream, and what it cannot read', () => {
    const overloaded = readStream(anthropicMessages, claude, events(start, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, ...end('end_turn')));
    assert.deepEqual([answerOf(overloaded.parts).failure?.kind, overloaded.parts.at(-1)?.type, overloaded.complete], ['overloaded', 'error', false]);
    assert.equal(answerOf(readStream(anthropicMessages, claude, 'event: message_start\ndata: {"type"\n\n').parts).failure?.kind, 'malformed');
  });

  it('reads a whole reply to the same answer as a stream', () => {
    const whole = decodeWhole(anthropicMessages, claude, JSON.stringify({
      id: 'msg_1', type: 'message', model: 'claude', stop_reason: 'tool_use', usage: { input_tokens: 10, output_tokens: 20 },
      content: [{ type: 'thinking', thinking: 'Hm', signature: 'S' }, { type: 'text', text: 'Hello' }, { type: 'tool_use', id: 'toolu_1', name: 'sun', input: { x: 1 } }, { type: 'tool_use', id: 'toolu_2', name: 'rain', input: {} }],
    }));
    const answer = answerOf(whole.parts);
    assert.deepEqual([answer.text, answer.reasoning, answer.calls.map(({ args }) => args), answer.finish, whole.complete], ['Hello', 'Hm', ['{"x":1}', '{}'], 'tool_calls', true]);
    assert.equal(answerOf(decodeWhole(anthropicMessages, claude, '{"type":"error","error":{"type":"api_error","message":"x"}}').parts).failure?.kind, 'server');
    assert.equal(answerOf(decodeWhole(anthropicMessages, claude, '{}').parts).failure?.kind, 'malformed');
  });

  it('reads the tool that stands for a JSON answer as text', () => {
    const chat: Chat = { messages: [{ role: 'user', content: 'x' }], stream: true, response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' } } } };
    const { parts } = readStream(anthropicMessages, claude, events(start, ...block(0, { type: 'tool_use', id: 'toolu_1', name: 'json_answer', input: {} }, json('{"n":'), json('1}')), ...end('tool_use')), chat);
    assert.deepEqual([answerOf(parts).text, answerOf(parts).finish, answerOf(parts).calls], ['{"n":1}', 'stop', []]);
    const both = readStream(anthropicMessages, claude, events(start, ...block(0, { type: 'tool_use', id: 'toolu_1', name: 'sun', input: {} }, json('{}')), ...end('tool_use')), { ...chat, tools: [{ name: 'sun' }] });
    assert.deepEqual([answerOf(both.parts).calls.map(({ name }) => name), answerOf(both.parts).finish], [['sun'], 'tool_calls']);
  });
});
