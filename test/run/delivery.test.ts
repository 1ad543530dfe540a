import assert from 'node:assert/strict';
import type { Part } from '../../src/chat/part';
import { Delivery } from '../../src/run/delivery';
import type { AnswerHead, Outcome } from '../../src/run/outcome';
import type { Sink } from '../../src/run/sink';

const head = { id: 'run' } as AnswerHead;
const answered = { status: 'answered' } as Outcome;
const word = (text: string): Part => ({ type: 'text', text });

/** What a sink was told, in order. */
function told(whole: boolean): { told: string[]; sink: Sink } {
  const all: string[] = [];
  return {
    told: all,
    sink: {
      whole,
      open: () => { all.push('open'); },
      write: (parts) => { all.push(...parts.map((part) => (part.type === 'text' ? part.text : part.type))); return true; },
      onDrain: () => undefined,
      close: () => { all.push('close'); },
    },
  };
}

function deliver(sink: Sink, hold: boolean, ...batches: Part[][]): void {
  const delivery = new Delivery(sink, hold, () => head, () => assert.fail('nobody has gone'));
  for (const batch of batches) delivery.accept(batch);
  delivery.close(answered);
}

describe('the delivery of an answer', () => {
  const batches: Part[][] = [[{ type: 'start', model: 'm' }], [word('The')], [word(' sky')]];

  it('begins with the first token, and goes on word by word', () => {
    const { told: all, sink } = told(false);
    deliver(sink, false, ...batches);
    assert.deepEqual(all, ['open', 'start', 'The', ' sky', 'close']);
  });

  it('comes at the end, where the answer is held', () => {
    const { told: all, sink } = told(false);
    deliver(sink, true, ...batches);
    assert.deepEqual(all, ['open', 'start', 'The', ' sky', 'close']);
    const late = told(false);
    const delivery = new Delivery(late.sink, true, () => head, () => undefined);
    for (const batch of batches) delivery.accept(batch);
    assert.deepEqual(late.told, [], 'nothing before the end');
  });

  it('keeps no words for a sink that takes them from the outcome', () => {
    const { told: all, sink } = told(true);
    deliver(sink, false, ...batches);
    assert.deepEqual(all, ['open', 'close']);
  });
});
