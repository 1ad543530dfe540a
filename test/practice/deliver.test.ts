import assert from 'node:assert/strict';
import { request } from 'node:http';
import { importScript, startPractice } from '../kit/practice-provider';

interface Delivery { response: unknown; ask: unknown; answer: unknown; dialect: unknown; headers: object; paceFactor: number; cut: boolean }

describe('practice provider, delivering', () => {
  it('puts the words together to the text again', async () => {
    const { words } = await importScript<{ words(text: string): string[] }>('practice/deliver.mjs');
    for (const text of ['', ' ', 'a', ' a  b\n\n```js\n  c\n``` ', 'x'.repeat(100)]) assert.equal(words(text).join(''), text);
  });

  it('stops when the client has gone, long before the answer would be over', async () => {
    const { EventEmitter } = await import('node:events');
    const { deliver } = await importScript<{ deliver(delivery: Delivery): Promise<void> }>('practice/deliver.mjs');
    const written: string[] = [];
    const response = Object.assign(new EventEmitter(), { writeHead() {}, end() {}, write: (text: string) => { if (written.push(text) === 2) setImmediate(() => response.emit('close')); return true; } });
    const frames = function* () { for (let index = 0; index < 1000; index++) yield { text: `${index}`, paced: true }; };
    await deliver({ response, ask: { stream: true, model: { firstMs: 1, wordMs: 3_600_000 } }, answer: {}, dialect: { frames }, headers: {}, paceFactor: 1, cut: false });
    assert.deepEqual(written, ['0', '1']);
  });

  it('keeps the pace of a model', async () => {
    const practice = await startPractice({ paceFactor: 0.1 });
    const started = performance.now();
    const body = JSON.stringify({ model: 'practice-best', stream: true, messages: [{ role: 'user', content: 'Hi' }] });
    const first = await new Promise<number>((resolve, reject) => {
      const call = request(`${practice.url}/v1/chat/completions`, { method: 'POST' }, (response) => {
        response.once('data', () => { resolve(performance.now() - started); call.destroy(); });
      });
      call.on('error', reject).end(body);
    });
    await practice.close();
    assert.ok(first >= 95, `first word after ${first} ms, expected 100`);
  });
});
