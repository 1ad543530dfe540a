import assert from 'node:assert/strict';
import { startPractice } from '../kit/practice-provider';

const round = 8;

/** What a client sees of one call of the flaky model. */
async function call(url: string): Promise<string> {
  const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify({ model: 'practice-flaky', stream: true, messages: [{ role: 'user', content: 'Hi' }] }) });
  if (!response.ok) return `${response.status} ${response.headers.get('retry-after') ?? ''}`.trim();
  return response.text().then((text) => (text.endsWith('data: [DONE]\n\n') ? 'fine' : 'no end'), () => 'cut');
}

async function rounds(seed: number, calls: number): Promise<string[]> {
  const practice = await startPractice({ seed });
  const seen: string[] = [];
  for (let index = 0; index < calls; index++) seen.push(await call(practice.url));
  await practice.close();
  return seen;
}

describe('practice-flaky', () => {
  it('fails in every way a round, and the next round the same', async () => {
    const seen = await rounds(1, 2 * round);
    assert.deepEqual([...seen.slice(0, round)].sort(), ['429 2', '500', '503', 'cut', 'fine', 'fine', 'fine', 'fine']);
    assert.deepEqual(seen.slice(round), seen.slice(0, round));
  });

  it('keeps its order for a seed, and has another for another', async () => {
    assert.deepEqual(await rounds(1, round), await rounds(1, round));
    assert.notDeepEqual(await rounds(1, round), await rounds(2, round));
  });
});
