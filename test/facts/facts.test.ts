import assert from 'node:assert/strict';
import type { Chat, Message } from '../../src/chat/chat';
import { factsOf } from '../../src/facts/facts-of';
import { needsOf } from '../../src/facts/needs';
import { requestFacts } from '../../src/facts/request';
import { add, messageTokens } from '../../src/facts/tokens';
import { turnsOf } from '../../src/facts/turns';

const chat = (more: Partial<Chat> = {}): Chat => ({ messages: [{ role: 'user', content: 'Hello' }], stream: false, ...more });
const image = { type: 'image_url' as const, image_url: { url: 'https://example.com/cat.png' } };
const audio = { type: 'input_audio' as const, input_audio: { data: 'AAAA', format: 'wav' } };
const file = { type: 'file' as const, file: { file_id: 'f1' } };

describe('what a request needs', () => {
  const none = { tools: false, images: false, audio: false, files: false, json: 'none' };

  it('needs nothing for plain text', () => {
    assert.deepEqual(needsOf(chat()), none);
    assert.deepEqual(needsOf(chat({ tools: [], response_format: { type: 'text' } })), none);
  });

  it('needs what stands anywhere in the conversation', () => {
    assert.deepEqual(needsOf(chat({ messages: [{ role: 'user', content: [image] }, { role: 'assistant', content: 'A cat.' }, { role: 'user', content: 'Why?' }] })), { ...none, images: true });
    assert.deepEqual(needsOf(chat({ messages: [{ role: 'user', content: [audio, file] }] })), { ...none, audio: true, files: true });
  });

  it('needs tools where there are some, and the JSON that is asked for', () => {
    assert.equal(needsOf(chat({ tools: [{ name: 'x' }] })).tools, true);
    assert.equal(needsOf(chat({ response_format: { type: 'json_object' } })).json, 'object');
    assert.equal(needsOf(chat({ response_format: { type: 'json_schema', json_schema: { name: 'x' } } })).json, 'schema');
  });
});

describe('the facts for a decision', () => {
  it('has no limit where nobody set one, and expects a few paragraphs', () => {
    const facts = requestFacts(chat());
    assert.equal('maxTokens' in facts, false);
    assert.equal(facts.answerTokens, 400);
    assert.equal(facts.asked, undefined);
  });

  it('takes the smaller limit of client and ask node, and expects no more than that', () => {
    assert.equal(requestFacts(chat({ max_tokens: 1_000 }), { maxAnswer: 50 }).maxTokens, 50);
    assert.equal(requestFacts(chat({ max_tokens: 20 }), { maxAnswer: 50 }).answerTokens, 20);
    assert.equal(requestFacts(chat({ max_tokens: 9_000 })).answerTokens, 400);
  });

  it('counts the same, whether a conversation is counted with the question or was before', () => {
    const rest = chat({ messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'And why is the sea salty?' }] });
    const history = [['Why is the sky blue?', 'Air scatters blue light most.'], ['Größer als 8,000 km?', '日本語でもいいですか。']].map(([user, assistant]): Message[] => [
      { role: 'user', content: user as string }, { role: 'assistant', content: assistant as string },
    ]);
    const whole = requestFacts(chat({ messages: [...history.flat(), ...rest.messages] })).tokens;
    const sum = { low: 0, estimate: 0, high: 0 };
    for (const turn of history) add(sum, messageTokens(turn));
    const joined = requestFacts(chat({ messages: [...history.flat(), ...rest.messages] }), { counted: { rest, tokens: sum } }).tokens;
    assert.ok(whole.estimate > 40 && Math.abs(joined.estimate - whole.estimate) <= history.length, `${joined.estimate} and ${whole.estimate}`);
    assert.ok(joined.low <= whole.low && joined.low >= whole.low - 3 && joined.high >= whole.high && joined.high <= whole.high + 3, JSON.stringify([joined, whole]));
  });

  it('hands on whom the client named', () => {
    assert.equal(requestFacts(chat({ model: 'gpt-5' }), { asked: 'gpt-5' }).asked, 'gpt-5');
    assert.equal(requestFacts(chat({ model: 'auto' })).asked, undefined);
  });
});

describe('the facts for a rule', () => {
  it('tells tokens, turns, modality and whether tools are there', () => {
    const { tokens, ...facts } = factsOf(chat());
    assert.ok(tokens > 3 && tokens < 20);
    assert.deepEqual(facts, { turns: 1, modality: 'text', wantsTools: false });
    assert.equal(factsOf(chat({ tools: [{ name: 'x' }] })).wantsTools, true);
    assert.equal(factsOf(chat({ tools: [] })).wantsTools, false);
  });

  it('tells the rarest thing that a model must take', () => {
    const modality = (...blocks: (typeof image | typeof audio | typeof file)[]): string => factsOf(chat({ messages: [{ role: 'user', content: blocks }] })).modality;
    assert.equal(modality(image), 'image');
    assert.equal(modality(image, file), 'file');
    assert.equal(modality(file, audio, image), 'audio');
    assert.equal(modality(), 'text');
  });

  it('takes the rest from the metadata as it stands there, and nothing that is of another sort', () => {
    const { language, task, tier, complexity, user } = factsOf(chat({ metadata: { language: 'de', task: 'code', tier: 'premium', complexity: 0.7, user_id: 'ada' } }));
    assert.deepEqual([language, task, tier, complexity, user], ['de', 'code', 'premium', 0.7, 'ada']);
    assert.equal(factsOf(chat({ user: 'bob', metadata: { user_id: 'ada' } })).user, 'bob');
    const odd = factsOf(chat({ metadata: { language: 5, task: null, tier: {}, complexity: [], user_id: 7 } }));
    assert.deepEqual(Object.keys(odd), ['tokens', 'turns', 'modality', 'wantsTools']);
  });

  it('counts as a turn only what the user said', () => {
    const messages: Chat['messages'] = [
      { role: 'system', content: 'Be kind.' }, { role: 'user', content: 'One' }, { role: 'assistant', content: 'Two' },
      { role: 'tool', content: 'Three', tool_call_id: '1' }, { role: 'user', content: [{ type: 'text', text: 'Fo' }, image, { type: 'text', text: 'ur' }] },
    ];
    assert.equal(turnsOf(chat({ messages })), 2);
  });
});
