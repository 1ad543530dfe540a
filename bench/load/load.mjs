// Who asks: a child process that sends requests at a constant rate, whatever comes back (open loop), or keeps so many under way.
import { Worker } from 'node:worker_threads';
import { Agent } from 'undici';
import { serve } from '../child/serve.mjs';
import { nowMicros } from '../child/time.mjs';
import { ask } from './ask.mjs';

const agent = new Agent({ connections: 2_000, pipelining: 1, headersTimeout: 60_000, bodyTimeout: 120_000, keepAliveTimeout: 60_000 });
let number = 0;

/** `{{n}}` in the request becomes a number that is used once; `{{n%50}}` one of fifty. */
function filled({ url, headers, body, stream }) {
  number += 1;
  const put = (text) => text.replace(/\{\{n(?:%(\d+))?\}\}/g, (_, most) => String(most ? number % Number(most) : number));
  return {
    url, stream, body: typeof body === 'string' && body.includes('{{n') ? put(body) : body,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, put(value)])),
  };
}

/** Everything measured of many requests, in microseconds. */
class Record {
  all = []; firsts = []; delays = []; failures = {};
  add({ ok, why, firstMicros, endMicros }) {
    if (!ok) { this.failures[why] = (this.failures[why] ?? 0) + 1; return; }
    this.all.push(endMicros);
    if (!Number.isNaN(firstMicros)) this.firsts.push(firstMicros);
  }

  get result() {
    return { all: Float64Array.from(this.all), firsts: Float64Array.from(this.firsts), delays: Float64Array.from(this.delays), failures: this.failures };
  }
}

/** One request every 1/rate seconds. Words that left before `wordsAfterSeconds` are not counted. */
async function open({ request, rate, seconds, wordsAfterSeconds = 0 }) {
  const record = new Record();
  const count = Math.round(rate * seconds);
  const everyMicros = 1e6 / rate;
  const startMicros = nowMicros() + 50_000;
  const wordsFrom = startMicros + wordsAfterSeconds * 1e6;
  const onDelay = (stamp, delay) => { if (stamp >= wordsFrom) record.delays.push(delay); };
  const answers = [];
  const metronome = new Worker(new URL('./metronome.mjs', import.meta.url), { workerData: { startMicros, everyMicros, count } });
  metronome.on('message', (index) => { answers.push(ask(agent, filled(request), startMicros + index * everyMicros, onDelay)); });
  await new Promise((resolve) => { metronome.once('exit', resolve); });
  for (const answer of await Promise.all(answers)) record.add(answer);
  return record.result;
}

/** So many requests, `atOnce` under way. */
async function closed({ request, count, atOnce }) {
  const record = new Record();
  let left = count;
  const one = async () => { while (left-- > 0) record.add(await ask(agent, filled(request), nowMicros())); };
  await Promise.all(Array.from({ length: atOnce }, one));
  return record.result;
}

serve({ open, closed });
