import { nowMicros } from '../child/time.mjs';

/**
 * One request over a pool, timed from `dueMicros`, when it should have left: so a generator or a server that stalls hides nothing.
 * Resolves, never rejects. `onDelay(stampMicros, delayMicros)` is told of every word of a paced stream.
 * @returns {Promise<{ ok: boolean, why?: string, firstMicros: number, endMicros: number }>}
 */
export function ask(agent, { url, headers, body, stream }, dueMicros, onDelay) {
  return new Promise((resolve) => {
    const { origin, pathname } = new URL(url);
    const answer = stream ? streamReader(dueMicros, onDelay) : wholeReader();
    let status = 0;
    const finish = (problem) => {
      const why = problem ?? (status === 200 ? answer.problem() : `status ${status}: ${answer.beginning}`);
      resolve({ ok: why === undefined, why, firstMicros: answer.firstMicros, endMicros: nowMicros() - dueMicros });
    };
    agent.dispatch({ origin, path: pathname, method: 'POST', headers, body }, {
      onRequestStart() {},
      onResponseStart(_controller, code) { status = code; },
      onResponseData(_controller, bytes) { answer.take(bytes); },
      onResponseEnd() { finish(); },
      onResponseError(_controller, problem) { finish(problem.code ?? problem.message); },
    });
  });
}

function wholeReader() {
  return {
    firstMicros: Number.NaN,
    beginning: '',
    take(chunk) { if (this.beginning === '') this.beginning = chunk.toString('latin1', 0, 200); },
    problem() { return this.beginning === '' ? 'an empty answer' : undefined; },
  };
}

/** Finds words by their stamps, wherever the stream was cut. */
function streamReader(dueMicros, onDelay) {
  let rest = '';
  let tail = '';
  return {
    firstMicros: Number.NaN,
    beginning: '',
    take(chunk) {
      if (this.beginning === '') this.beginning = chunk.toString('latin1', 0, 200);
      const now = nowMicros();
      const text = rest + chunk.toString('latin1');
      let from = 0;
      for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', from)) {
        const end = text.indexOf(';', at);
        if (end < 0) break;
        if (Number.isNaN(this.firstMicros)) this.firstMicros = now - dueMicros;
        const stamp = Number(text.slice(at + 1, end));
        onDelay?.(stamp, now - stamp);
        from = end + 1;
      }
      const open = text.indexOf('@', from);
      rest = open < 0 ? '' : text.slice(open);
      tail = (tail + chunk.toString('latin1')).slice(-40);
    },
    problem() {
      if (Number.isNaN(this.firstMicros)) return 'no word came';
      return tail.includes('[DONE]') ? undefined : 'the stream broke off';
    },
  };
}
