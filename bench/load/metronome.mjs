// A thread that only says when the next request is due, to a few microseconds: timers of the event loop know whole milliseconds.
import { parentPort, workerData } from 'node:worker_threads';
import { nowMicros } from '../child/time.mjs';

const { startMicros, everyMicros, count } = workerData;
const bell = new Int32Array(new SharedArrayBuffer(4));
for (let index = 0; index < count; index++) {
  const leftMicros = startMicros + index * everyMicros - nowMicros();
  if (leftMicros > 0) Atomics.wait(bell, 0, 0, leftMicros / 1000);
  parentPort.postMessage(index);
}
