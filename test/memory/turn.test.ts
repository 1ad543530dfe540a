import assert from 'node:assert/strict';
import type { Chat, Message } from '../../src/chat/chat';
import { failure } from '../../src/chat/failure';
import { turnOf } from '../../src/memory/turn';
import type { Outcome } from '../../src/run/outcome';
import { answerSaying, outcomeWith } from '../kit/outcomes';

const chat = (...messages: Message[]): Chat => ({ messages, stream: false });
const turn = (messages: Message[], outcome: Partial<Outcome> = {}) => turnOf(chat(...messages), outcomeWith(outcome));
const ask: Message = { role: 'user', content: 'Who am I?' };
const answer: Message = { role: 'assistant', content: 'Hello!' };
const call = { type: 'tool_call' as const, id: 'c1', name: 'look_up', arguments: '{"word":"sky"}' };

describe('the turn to remember', () => {
  it('is what was asked and what was answered, without instructions', () => {
    assert.deepEqual(turn([{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'I am Ada.', name: 'ada' }, ask]),
      [{ role: 'user', content: 'I am Ada.', name: 'ada' }, ask, answer]);
  });

  it('is only the newest turn of a chat that brings its own history', () => {
    assert.deepEqual(turn([{ role: 'user', content: 'Hi' }, { role: 'assistant', content: 'Hi!' }, ask]), [ask, answer]);
  });

  it('holds calls together with their results, once they are answered', () => {
    const called: Message = { role: 'assistant', content: [{ type: 'reasoning', text: 'Hm.' }, call] };
    const result: Message = { role: 'tool', content: 'Blue.', tool_call_id: 'c1', is_error: true };
    assert.deepEqual(turn([ask], { answer: { content: [{ type: 'text', text: 'Let me see.' }, call], finish: 'tool_calls', extras: [] } }), []);
    assert.deepEqual(turn([ask, called, result]), [ask, { role: 'assistant', content: [call] }, result, answer]);
  });

  it('is nothing without a question', () => {
    assert.deepEqual(turn([{ role: 'system', content: 'Say something.' }]), []);
    assert.deepEqual(turn([]), []);
  });

  it('leaves out a beginning that the model was to continue', () => {
    assert.deepEqual(turn([ask, { role: 'assistant', content: 'You are' }]), [ask, answer]);
  });

  it('keeps what was said of an answer that broke off, marked', () => {
    const broken = { status: 'failed' as const, failure: failure('interrupted', 'The line broke.'), answer: answerSaying('You are A') };
    assert.deepEqual(turn([ask], broken), [ask, { role: 'assistant', content: 'You are A\n[interrupted]' }]);
  });

  const never: Record<string, Partial<Outcome>> = {
    'a run that failed': { status: 'failed', answer: undefined, failure: failure('server', 'It broke.') },
    'an answer that broke off before its first word': { status: 'failed', answer: { content: [call], finish: 'stop', extras: [] }, failure: failure('cut', 'It broke.') },
    'an answer that a filter cut': { answer: answerSaying('How to b', { finish: 'content_filter' }) },
    'a refused question': { status: 'failed', answer: answerSaying('I'), failure: failure('refused', 'No.') },
    'an answer without words': { answer: { content: [{ type: 'reasoning', text: 'Hm.' }], finish: 'stop', extras: [] } },
  };
  for (const [what, outcome] of Object.entries(never)) {
    it(`is nothing for ${what}`, () => assert.deepEqual(turn([ask], outcome), []));
  }

  it('has notes in place of images, sounds and files', () => {
    const [asked] = turn([{
      role: 'user', content: [
        { type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        { type: 'file', file: { filename: 'bill.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
        { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }, { type: 'foreign', extra: { 'openai-chat': { type: 'new' } } },
      ],
    }]);
    assert.deepEqual(asked, { role: 'user', content: 'What is this?\n[image]\n[file bill.pdf]\n[audio]' });
  });

  it('keeps at most 64 k letters of a message, and never half a character', () => {
    const [asked, said] = turn([{ role: 'user', content: `${'x'.repeat(65_535)}😀` }], { answer: answerSaying('y'.repeat(70_000)) });
    assert.equal(asked?.content, 'x'.repeat(65_535));
    assert.equal(said?.content.length, 65_536);
  });

  it('leaves arguments out that are too long, rather than break them', () => {
    const long: Message = { role: 'assistant', content: [{ ...call, arguments: JSON.stringify('x'.repeat(70_000)) }] };
    assert.deepEqual(turn([ask, long, { role: 'tool', content: 'Blue.', tool_call_id: 'c1' }])[1]?.content, [{ ...call, arguments: '{}' }]);
  });

  it('changes nothing of the chat', () => {
    const given = chat({ role: 'user', content: [{ type: 'text', text: 'Hi', extra: { 'openai-chat': { a: 1 } } }] });
    const before = structuredClone(given);
    turnOf(given, outcomeWith());
    assert.deepEqual(given, before);
  });
});
