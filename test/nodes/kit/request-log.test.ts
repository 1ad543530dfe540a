import assert from 'node:assert/strict';
import { RequestLog } from '../../../nodes/kit/request-log';
import { virtualClock } from '../../kit/virtual-clock';

describe('the lines for requests', () => {
  const turn = () => new Promise<void>((resolve) => { setImmediate(resolve); });
  const open = () => {
    const clock = virtualClock();
    const written: string[] = [];
    return { clock, written, log: new RequestLog<string>(clock, (line) => written.push(line)) };
  };

  it('come at once where one comes alone, but not in the turn in which a client waits', async () => {
    const { clock, written, log } = open();
    log.add('first');
    assert.deepEqual(written, []);
    await turn();
    assert.deepEqual(written, ['first']);
    clock.advance(100);
    log.add('second');
    await turn();
    assert.deepEqual(written, ['first', 'second']);
  });

  it('come together within a tenth of a second, in order, where many come', async () => {
    const { clock, written, log } = open();
    log.add('1');
    await turn();
    for (const line of ['2', '3', '4']) { clock.advance(20); log.add(line); }
    await turn();
    assert.deepEqual(written, ['1']);
    clock.advance(39);
    assert.deepEqual(written, ['1']);
    clock.advance(1);
    assert.deepEqual(written, ['1', '2', '3', '4']);
    assert.equal(clock.pending(), 0);
  });

  it('are all written where the process ends, each once', async () => {
    const { clock, written, log } = open();
    log.add('1');
    await turn();
    const before = process.listenerCount('exit');
    const ended = log.writeAtExit();
    assert.equal(process.listenerCount('exit'), before + 1);
    log.add('2');
    (process.listeners('exit').at(-1) as () => void)();
    assert.deepEqual(written, ['1', '2']);
    ended();
    assert.equal(process.listenerCount('exit'), before);
    log.add('3');
    clock.advance(100);
    await turn();
    assert.deepEqual(written, ['1', '2', '3']);
  });

  it('are not lost behind one that a log handler fails at', async () => {
    const clock = virtualClock();
    const written: string[] = [];
    const log = new RequestLog<string>(clock, (line) => { if (line === 'bad') throw new Error('a handler'); written.push(line); });
    const warned = new Promise<Error>((resolve) => { process.once('warning', resolve); });
    log.add('bad');
    log.add('good');
    await turn();
    assert.deepEqual(written, ['good']);
    assert.match((await warned).message, /A log handler of Node-RED's settings failed/);
  });
});
