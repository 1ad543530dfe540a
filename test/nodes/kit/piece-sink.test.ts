import assert from 'node:assert/strict';
import { pieceSink } from '../../../nodes/kit/piece-sink';
import { virtualClock } from '../../kit/virtual-clock';

describe('pieces of an answer', () => {
  const text = (words: string) => [{ type: 'text' as const, text: words }];

  it('go out at most so often, and the last is left to the reply', () => {
    const clock = virtualClock();
    const out: string[] = [];
    const sink = pieceSink(clock, { as: 'pieces', everyMs: 250, emit: (piece, index) => { out.push(`${index} ${piece}`); return true; } });
    sink.write(text('One '));
    sink.write(text('two '));
    clock.advance(250);
    sink.write(text('three'));
    sink.close({} as never);
    clock.advance(1_000);
    assert.deepEqual([out, sink.count, sink.letters], [['0 One two '], 1, 8]);
  });

  it('are kept while a deploy has taken the node away that sends them', () => {
    const clock = virtualClock();
    const out: string[] = [];
    let there = false;
    const sink = pieceSink(clock, { as: 'pieces', everyMs: 250, emit: (piece, index) => { if (there) out.push(`${index} ${piece}`); return there; } });
    sink.write(text('One '));
    clock.advance(250);
    assert.deepEqual([sink.delivered, sink.count, sink.letters], [false, 0, 0]);
    there = true;
    sink.write(text('two '));
    clock.advance(250);
    assert.deepEqual([out, sink.count, sink.letters], [['0 One two '], 1, 8]);
  });

  it('say whose answer they are of', () => {
    const clock = virtualClock();
    const out: string[] = [];
    const sink = pieceSink(clock, { as: 'pieces', everyMs: 250, emit: (piece, _index, run) => out.push(`${run}: ${piece}`) > 0 });
    sink.open({ id: 'run 7' } as never);
    sink.write(text('One'));
    clock.advance(250);
    assert.deepEqual(out, ['run 7: One']);
  });

  it('never part the two halves of a character, whichever way they are told', () => {
    for (const [as, expected] of [['pieces', ['Sky ', '🌊!']], ['text so far', ['Sky ', 'Sky 🌊!']]] as const) {
      const clock = virtualClock();
      const out: string[] = [];
      const sink = pieceSink(clock, { as, everyMs: 250, emit: (piece) => out.push(piece) > 0 });
      for (const piece of ['Sky \ud83c', '\udf0a!']) {
        sink.write(text(piece));
        clock.advance(250);
      }
      assert.deepEqual([out, sink.letters], [expected, 7]);
    }
  });
});
