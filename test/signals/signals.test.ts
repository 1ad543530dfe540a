import assert from 'node:assert/strict';
import { failure, failures, type FailureKind } from '../../src/chat/failure';
import { decide } from '../../src/decide/decide';
import { candidateTable } from '../../src/decide/table';
import { signals, type Signals } from '../../src/signals/signals';
import type { RunEvent } from '../../src/telemetry/events';
import { candidate, questionOf } from '../kit/question';
import { virtualClock, type VirtualClock } from '../kit/virtual-clock';

type Health = Extract<RunEvent, { type: 'health' }>;

describe('signals', () => {
  let clock: VirtualClock;
  let events: Health[];
  let gathered: Signals;
  beforeEach(() => {
    clock = virtualClock();
    events = [];
    gathered = signals({ clock, listener: (event) => { if (event.type === 'health') events.push(event); } });
  });
  const table = candidateTable(['P/a', 'P/b', 'Q/org/c'].map((key) => candidate(key)));
  const fail = (key: string, kind: FailureKind, more = {}): void => gathered.failed(key, failure(kind, `${kind} at ${key}`, more));
  const told = (): string[] => events.map(({ provider, model, state }) => `${provider} ${model} ${state}`);

  it('knows nothing at first', () => {
    const view = gathered.view(table);
    assert.deepEqual([...view.inFlight], [0, 0, 0]);
    assert.ok([...view.firstTokenMs, ...view.tokenMs, ...view.headroom].every((value) => Number.isNaN(value)));
    assert.deepEqual([...view.tokenRatio], [1, 1, 1]);
    assert.equal(gathered.view(table), view);
  });

  it('counts calls under way at once', () => {
    gathered.began('P/b');
    gathered.began('P/b');
    assert.deepEqual([...gathered.view(table).inFlight], [0, 2, 0]);
    gathered.ended('P/b');
    assert.deepEqual([...gathered.view(table).inFlight], [0, 1, 0]);
    assert.deepEqual(events, []);
  });

  it('outlives a deploy: another table shows what is known by name', () => {
    gathered.view(table);
    gathered.firstToken('P/b', 420);
    gathered.began('Q/org/c');
    const next = gathered.view(candidateTable([candidate('Q/org/c'), candidate('New/x'), candidate('P/b')]));
    assert.deepEqual([...next.inFlight], [1, 0, 0]);
    assert.equal(next.firstTokenMs[2], 420);
    assert.equal(gathered.view(table).firstTokenMs[1], 420);
  });

  it('has every column for one model', () => {
    gathered.firstToken('P/a', 300);
    gathered.pace('P/a', 20);
    gathered.limits('P/a', { requestsLeft: 100 });
    gathered.limits('P/a', { requestsLeft: 25 });
    gathered.tokens('P/a', 10_000, 13_000);
    const view = gathered.view(table);
    assert.equal(view.firstTokenMs[0], 300);
    assert.equal(view.tokenMs[0], 20);
    assert.equal(view.headroom[0], 0.25);
    assert.ok(view.tokenRatio[0]! > 1.2 && view.tokenRatio[0]! < 1.3);
    assert.deepEqual([gathered.tokenRatio('P/a'), gathered.tokenRatio('P/b')], [view.tokenRatio[0], 1]);
    gathered.censored('P/a', 8_000);
    assert.equal(gathered.view(table).firstTokenMs[0], 8_000);
  });

  it('does to health what the table of failures says, for every kind', () => {
    for (const kind of Object.keys(failures) as FailureKind[]) {
      const fresh = signals({ clock, listener: () => undefined });
      for (let time = 0; time < 5; time += 1) fresh.failed('P/a', failure(kind, 'x'));
      const { breaker, coolingMs, misconfigured } = fresh.view(table);
      const effect = { none: '0 false 00', count: '2 false 00', cool: '0 true 00', misconfigured: '0 false 11' }[failures[kind].health];
      assert.equal(`${breaker[0]} ${coolingMs[0]! > 0} ${misconfigured[0]}${misconfigured[1]}`, effect, kind);
      assert.equal(misconfigured[2], 0);
    }
  });

  it('waits after a rate limit as long as the vendor asks, and says so once', () => {
    gathered.view(table);
    for (let time = 0; time < 3; time += 1) fail('P/a', 'rate_limited', { retryAfterMs: 2_000 });
    assert.equal(gathered.view(table).coolingMs[0], 2_000);
    clock.advance(1_999);
    assert.equal(gathered.view(table).coolingMs[0], 1);
    clock.advance(1);
    assert.equal(gathered.view(table).coolingMs[0], 0);
    assert.deepEqual(told(), ['P a cooling']);
    gathered.succeeded('P/a');
    assert.deepEqual(told(), ['P a cooling', 'P a closed']);
  });

  it('waits longer and longer where the vendor does not say, up to a minute', () => {
    const waits: number[] = [];
    for (let time = 0; time < 7; time += 1) {
      fail('P/a', 'rate_limited');
      waits.push(gathered.view(table).coolingMs[0]!);
      clock.advance(waits.at(-1)!);
    }
    assert.deepEqual(waits, [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    gathered.succeeded('P/a');
    fail('P/a', 'rate_limited');
    assert.equal(gathered.view(table).coolingMs[0], 2_000);
  });

  it('waits longer and longer also where the vendor says 0, from the second time on, until a call works', () => {
    const waits: number[] = [];
    const refusedWith = (retryAfterMs: number): void => {
      fail('P/a', 'rate_limited', { retryAfterMs });
      waits.push(gathered.view(table).coolingMs[0]!);
      clock.advance(waits.at(-1)!);
    };
    for (const hint of [0, 0, 0, 30_000, 30_000]) refusedWith(hint);
    assert.deepEqual(waits, [0, 4_000, 8_000, 30_000, 32_000]);
    gathered.succeeded('P/a');
    refusedWith(0);
    assert.equal(waits.at(-1), 0);
  });

  it('believes a hint again where calls have worked meanwhile, also calls from before the last refusal', () => {
    for (let time = 0; time < 4; time += 1) {
      fail('P/a', 'rate_limited', { retryAfterMs: 1_000 });
      gathered.succeeded('P/a');
      assert.equal(gathered.view(table).coolingMs[0], 1_000);
      clock.advance(1_000);
    }
  });

  it('does not believe a hint of days, nor that a call from before has ended the limit', () => {
    fail('P/a', 'rate_limited', { retryAfterMs: 9e8 });
    gathered.succeeded('P/a');
    assert.equal(gathered.view(table).coolingMs[0], 3_600_000);
  });

  it('obeys an overloaded vendor that asks for time', () => {
    for (let time = 0; time < 3; time += 1) {
      fail('P/a', 'overloaded', { retryAfterMs: 3_000 });
      assert.equal(gathered.view(table).coolingMs[0], 3_000, 'what else follows is the breaker\'s');
      clock.advance(3_000);
    }
    gathered.succeeded('P/a');
    assert.equal(told().at(-1), 'P a closed');
    fail('P/b', 'overloaded');
    assert.equal(gathered.view(table).coolingMs[1], 0);
  });

  it('avoids the whole account after a bad key, and probes with one call after a minute, then two', () => {
    gathered.view(table);
    fail('P/a', 'bad_key');
    fail('P/b', 'bad_key');
    assert.deepEqual([...gathered.view(table).misconfigured], [1, 1, 0]);
    assert.deepEqual(told(), ['P a misconfigured']);
    clock.advance(60_000);
    assert.deepEqual([...gathered.view(table).misconfigured], [0, 0, 0]);
    gathered.began('P/b');
    assert.deepEqual([...gathered.view(table).misconfigured], [1, 1, 0]);
    gathered.ended('P/b');
    fail('P/b', 'bad_key');
    clock.advance(119_999);
    assert.deepEqual([...gathered.view(table).misconfigured], [1, 1, 0]);
    clock.advance(1);
    gathered.began('P/a');
    gathered.ended('P/a');
    gathered.succeeded('P/a');
    assert.deepEqual([...gathered.view(table).misconfigured], [0, 0, 0]);
    assert.deepEqual(told(), ['P a misconfigured', 'P a closed']);
  });

  it('never waits more than ten minutes to probe an account again', () => {
    fail('P/a', 'quota');
    for (let probe = 0; probe < 10; probe += 1) {
      clock.advance(600_000);
      assert.equal(gathered.view(table).misconfigured[0], 0);
      gathered.began('P/a');
      gathered.ended('P/a');
      fail('P/a', 'quota');
    }
  });

  it('sends another probe after a minute where the first never told', () => {
    fail('P/a', 'quota');
    clock.advance(60_000);
    gathered.began('P/a');
    gathered.ended('P/a');
    clock.advance(60_000);
    assert.equal(gathered.view(table).misconfigured[0], 0);
  });

  it('forgives an account that has another key, at once, and no other', () => {
    gathered.view(table);
    for (const key of ['P/a', 'Q/org/c']) {
      fail(key, 'bad_key');
      fail(key, 'rate_limited');
      gathered.limits(key, { requestsLeft: 10 });
    }
    gathered.forgive('P');
    const view = gathered.view(table);
    assert.deepEqual([...view.misconfigured], [0, 0, 1]);
    assert.deepEqual([...view.coolingMs].map((ms) => ms > 0), [false, false, true]);
    assert.deepEqual([...view.headroom].map((share) => Number.isNaN(share)), [true, true, false]);
    gathered.forgive('Nobody');
    assert.deepEqual(told().filter((event) => event.endsWith('closed')), ['P  closed']);
  });

  it('forgets a vendor\'s limit once that is full again', () => {
    gathered.limits('P/a', { requestsLeft: 100, requestsResetMs: 1_000, tokensLeft: 1_000, tokensResetMs: 9_000 });
    gathered.limits('P/a', { requestsLeft: 1, requestsResetMs: 1_000, tokensLeft: 500, tokensResetMs: 9_000 });
    assert.equal(gathered.view(table).headroom[0], 0.01);
    clock.advance(1_000);
    assert.equal(gathered.view(table).headroom[0], 0.5);
    clock.advance(8_000);
    assert.ok(Number.isNaN(gathered.view(table).headroom[0]));
  });

  it('is not misled by a limit that is no number', () => {
    gathered.limits('P/a', { requestsLeft: Infinity, tokensLeft: NaN });
    gathered.limits('P/a', { requestsLeft: 10 });
    assert.equal(gathered.view(table).headroom[0], 1);
  });

  it('tells of the breaker with provider, model, time and reason', () => {
    gathered.view(table);
    for (let time = 0; time < 5; time += 1) fail('Q/org/c', 'server');
    assert.deepEqual(events, [{ type: 'health', atMs: clock.wallMs(), provider: 'Q', model: 'org/c', state: 'open', reason: 'server at Q/org/c' }]);
    clock.advance(5_000);
    gathered.began('Q/org/c');
    assert.deepEqual(told(), ['Q org/c open', 'Q org/c half-open']);
  });

  it('is not disturbed by a wall clock that steps', () => {
    fail('P/a', 'rate_limited', { retryAfterMs: 5_000 });
    clock.stepWall(-86_400_000);
    assert.equal(gathered.view(table).coolingMs[0], 5_000);
    clock.advance(5_000);
    assert.equal(gathered.view(table).coolingMs[0], 0);
  });

  it('spreads a burst when each choice is counted in its turn', () => {
    const question = questionOf(table.candidates.slice(), { by: 'least busy' });
    for (let seed = 0; seed < 200; seed += 1) {
      const view = gathered.view(question.table);
      gathered.began(question.table.candidates[decide({ ...question, view, seed }).order[0]!]!.key);
    }
    for (const calls of gathered.view(question.table).inFlight) assert.ok(calls >= 66 && calls <= 67, String(calls));
  });

  it('sends traffic to the next one while a model is down, and back within 30 s of its recovery', () => {
    const question = questionOf(table.candidates.slice(0, 2));
    const served: [second: number, key: string][] = [];
    for (let second = 0; second < 180; second += 1) {
      const tried: string[] = [];
      for (let answered = false; !answered && tried.length < 2;) {
        const { order } = decide({ ...question, view: gathered.view(question.table), tried });
        const { key } = question.table.candidates[order[0]!]!;
        gathered.began(key);
        gathered.ended(key);
        answered = key !== 'P/a' || second < 30 || second >= 90;
        if (answered) gathered.succeeded(key);
        else fail(key, 'server');
        tried.push(key);
        if (answered) served.push([second, key]);
      }
      clock.advance(1_000);
    }
    assert.equal(served.length, 180);
    const back = served.find(([second, key]) => second >= 90 && key === 'P/a')![0];
    assert.ok(back <= 120, String(back));
    assert.ok(served.filter(([second]) => second > back).every(([, key]) => key === 'P/a'));
  });
});
