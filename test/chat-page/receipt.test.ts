import assert from 'node:assert/strict';
import { importFromChatPage } from '../kit/chat-page';

interface Receipt { model: string; provider: string; why: string; facts: { name: string; text: string }[] }

describe('chat page, the line under an answer', () => {
  let module: { receiptOf(llm: object): Receipt; costText(cost: number | null): string; duration(ms: number): string };
  before(async () => { module = await importFromChatPage('receipt.js'); });

  it('says model, why, cost, tokens, times, cache and tries', () => {
    const { model, why, facts } = module.receiptOf({
      model: 'gpt-5-mini', provider: 'OpenAI', why: 'cheapest of 3 that fit', cost: 0.00213, tokens: { in: 1042, out: 87 }, ms: { first: 140, total: 1934 }, cached: false, tries: 2,
    });
    assert.equal(model, 'gpt-5-mini');
    assert.equal(why, 'cheapest of 3 that fit');
    assert.deepEqual(facts.map(({ name, text }) => `${name}: ${text}`), ['Cost: $0.0021', 'Tokens: 1,042 in, 87 out', 'First word: 140 ms', 'Whole: 1.9 s', 'Cached: no', 'Tries: 2']);
  });

  it('says unknown where the cost is unknown, and leaves out what was not sent', () => {
    const { facts } = module.receiptOf({ model: 'local', cost: null, tokens: { in: null, out: 3 }, ms: { first: null, total: 20 } });
    assert.deepEqual(facts.map(({ name, text }) => `${name}: ${text}`), ['Cost: unknown', 'Tokens: ? in, 3 out', 'Whole: 20 ms']);
  });

  it('writes costs so that two digits can be seen', () => {
    const written = [0, 0.0000001, 0.000021, 0.0123, 0.5, 1.234, 12].map((cost) => module.costText(cost));
    assert.deepEqual(written, ['$0', 'under $0.000001', '$0.000021', '$0.012', '$0.500', '$1.23', '$12.00']);
  });

  it('writes times for people', () => {
    assert.deepEqual([0, 999, 1000, 59_900, 59_960, 125_000].map((ms) => module.duration(ms)), ['0 ms', '999 ms', '1.0 s', '59.9 s', '1 min 0 s', '2 min 5 s']);
  });
});
