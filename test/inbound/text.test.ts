import assert from 'node:assert/strict';
import { failure } from '../../src/chat/failure';
import { textDialect } from '../../src/inbound/text';
import { answerSaying, headWith, outcomeWith } from '../kit/outcomes';
import { badRequest } from '../kit/bad-request';

describe('a client of plain text', () => {
  it('asks in plain text', () => {
    assert.deepEqual(textDialect.read('Why is the sky blue?'), { messages: [{ role: 'user', content: 'Why is the sky blue?' }], stream: false });
  });

  it('is told what to send instead of something else', () => {
    badRequest(() => textDialect.read('  '), 'body', /^body is empty\. Put the question there\.$/);
    badRequest(() => textDialect.read(undefined), 'body', /is empty/);
    badRequest(() => textDialect.read({ content: 'Hi' }), 'body', /Send plain text, or JSON with messages/);
  });

  it('reads the words as they come, and nothing else', () => {
    const writer = textDialect.writer({});
    assert.equal(writer.open(headWith()), '');
    assert.equal(writer.push([
      { type: 'start' }, { type: 'reasoning', text: 'Hm.' }, { type: 'text', text: 'Bl' }, { type: 'text', text: 'ue.' }, { type: 'tool_call', index: 0, id: 'c', name: 'f' }, { type: 'refusal', text: ' No.' },
      { type: 'usage', usage: { input: 1, output: 1 } }, { type: 'finish', reason: 'stop' },
    ]), 'Blue. No.');
    assert.equal(writer.end(outcomeWith()), '');
  });

  it('reads a character whole that its model sent in two pieces', () => {
    const writer = textDialect.writer({});
    const text = (words: string): string => writer.push([{ type: 'text', text: words }]);
    assert.deepEqual([text('Sky \ud83c'), text('\udf0a'), text('!\ud83d'), text(''), text('\ude00.'), text('Cut \ud83d')], ['Sky ', '🌊', '!', '', '😀.', 'Cut ']);
    assert.equal(writer.end(outcomeWith()), '\ud83d');
  });

  it('sees where an answer broke off', () => {
    assert.equal(textDialect.writer({}).end(outcomeWith({ status: 'failed', failure: failure('interrupted', 'The line broke.') })), '\n\nSorry: The line broke.\n');
  });

  it('gets the whole answer, what a flow made of it, or an apology', () => {
    assert.equal(textDialect.whole(outcomeWith()), 'Hello!');
    assert.equal(textDialect.whole(outcomeWith({ answer: answerSaying('', { content: [{ type: 'refusal', refusal: 'No.' }] }) })), 'No.');
    assert.equal(textDialect.whole(outcomeWith(), 'Hi'), 'Hi');
    assert.equal(textDialect.whole(outcomeWith(), ''), '');
    assert.equal(textDialect.whole(outcomeWith({ status: 'failed', failure: failure('server', 'OpenAI failed.') })), 'Sorry: OpenAI failed.');
  });

  it('is refused in plain words', () => {
    assert.deepEqual(textDialect.refuse(failure('rate_limited', 'OpenAI is busy.', { retryAfterMs: 1_500 })), {
      status: 429, body: 'Sorry: OpenAI is busy.', headers: { 'content-type': 'text/plain; charset=utf-8', 'x-should-retry': 'false', 'retry-after': '2' },
    });
  });
});
