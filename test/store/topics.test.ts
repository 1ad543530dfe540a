import assert from 'node:assert/strict';
import { memoryStore } from '../../src/store/memory';
import { virtualClock } from '../kit/virtual-clock';

describe('topics', () => {
  it('report a listener that throws', () => {
    const troubles: (string | undefined)[] = [];
    const store = memoryStore({ clock: virtualClock(), onTrouble: (trouble) => troubles.push(trouble) });
    store.subscribe('prices', () => {
      throw new Error('no such model');
    });
    store.publish('prices', 1);
    assert.deepEqual(troubles, ["A listener to 'prices' failed: no such model"]);
  });

  it('give a message to those who listened when it was sent', () => {
    const store = memoryStore({ clock: virtualClock() });
    const heard: string[] = [];
    store.subscribe('t', () => {
      heard.push('first');
      store.subscribe('t', () => heard.push('late'));
    });
    store.publish('t', 1);
    assert.deepEqual(heard, ['first']);
  });

  it('let the same function listen twice and stop once, also while a message goes round', () => {
    const store = memoryStore({ clock: virtualClock() });
    let heard = 0;
    const stops: (() => void)[] = [];
    const listener = () => {
      heard += 1;
      stops[0]!();
    };
    stops.push(store.subscribe('t', listener), store.subscribe('t', listener));
    store.publish('t', 1);
    assert.equal(heard, 2);
    store.publish('t', 1);
    assert.equal(heard, 3);
  });
});
