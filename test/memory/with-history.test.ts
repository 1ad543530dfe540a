import assert from 'node:assert/strict';
import type { Chat, Message } from '../../src/chat/chat';
import { withHistory } from '../../src/memory/with-history';

const chat = (...messages: Message[]): Chat => ({ messages, stream: true, temperature: 0.5 });
const history: Message[] = [{ role: 'user', content: 'I am Ada.' }, { role: 'assistant', content: 'Hello Ada.' }];
const ask: Message = { role: 'user', content: 'Who am I?' };

describe('a chat with its history', () => {
  it('has instructions first, then what was, then what is asked', () => {
    const asked = chat({ role: 'system', content: 'Be brief.' }, ask, { role: 'developer', content: 'No lists.' });
    assert.deepEqual(withHistory(asked, history), {
      ...asked, messages: [{ role: 'system', content: 'Be brief.' }, { role: 'developer', content: 'No lists.' }, ...history, ask],
    });
  });

  it('stays as it is where it brings its own', () => {
    const own = chat(ask, { role: 'assistant', content: 'You are Bob.' }, { role: 'user', content: 'Sure?' });
    assert.equal(withHistory(own, history), own);
    const called = chat(ask, { role: 'tool', content: 'Bob', tool_call_id: 'c1' });
    assert.equal(withHistory(called, history), called);
  });

  it('stays as it is where there is none, and never changes what it was given', () => {
    const asked = chat(ask);
    assert.equal(withHistory(asked, []), asked);
    withHistory(asked, history);
    assert.deepEqual(asked, chat(ask));
    assert.equal(history.length, 2);
  });
});
