import assert from 'node:assert/strict';
import { FailureError } from '../../src/chat/failure';
import { stream } from '../../src/dice';
import { type Per, windowOf } from '../../src/ledger/window';

const HOUR_MS = 3_600_000;
const at = (iso: string) => Date.parse(iso);
const windowAt = (per: Per, timeZone: string, iso: string) => {
  const { name, endsAtMs } = windowOf(per, timeZone, at(iso));
  return `${name} until ${new Date(endsAtMs!).toISOString().slice(0, 16)}Z`;
};

describe('budget windows', () => {
  it('are named by the wall clocks of the zone', () => {
    assert.equal(windowAt('hour', 'Europe/Berlin', '2026-11-24T12:59:59.999Z'), '2026-11-24T13+01:00 until 2026-11-24T13:00Z');
    assert.equal(windowAt('day', 'Europe/Berlin', '2026-11-24T23:00Z'), '2026-11-25 until 2026-11-25T23:00Z');
    assert.equal(windowAt('day', 'UTC', '2026-11-24T23:00Z'), '2026-11-24 until 2026-11-25T00:00Z');
    assert.equal(windowAt('hour', 'Asia/Kathmandu', '2027-01-01T00:00Z'), '2027-01-01T05+05:45 until 2027-01-01T00:15Z');
  });

  it('count ISO weeks, Monday first, over the turn of the year', () => {
    assert.equal(windowAt('week', 'UTC', '2026-11-29T23:59Z'), '2026-W48 until 2026-11-30T00:00Z');
    assert.equal(windowAt('week', 'UTC', '2027-01-03T23:59Z'), '2026-W53 until 2027-01-04T00:00Z');
    assert.equal(windowAt('week', 'UTC', '2027-01-04T00:00Z'), '2027-W01 until 2027-01-11T00:00Z');
  });

  it('end months where they end, in leap years too', () => {
    assert.equal(windowAt('month', 'UTC', '2026-01-31T23:59Z'), '2026-01 until 2026-02-01T00:00Z');
    assert.equal(windowAt('month', 'UTC', '2027-02-28T23:59Z'), '2027-02 until 2027-03-01T00:00Z');
    assert.equal(windowAt('month', 'UTC', '2028-02-29T23:59Z'), '2028-02 until 2028-03-01T00:00Z');
    assert.equal(windowAt('day', 'UTC', '2028-02-29T12:00Z'), '2028-02-29 until 2028-03-01T00:00Z');
    assert.equal(windowAt('month', 'Pacific/Auckland', '2026-12-31T11:00Z'), '2027-01 until 2027-01-31T11:00Z');
  });

  it('give the day 23 hours in spring and 25 in autumn', () => {
    assert.equal(windowAt('day', 'Europe/Berlin', '2026-03-28T23:00Z'), '2026-03-29 until 2026-03-29T22:00Z');
    assert.equal(windowAt('day', 'Europe/Berlin', '2026-10-24T22:00Z'), '2026-10-25 until 2026-10-25T23:00Z');
    assert.equal(windowAt('week', 'Europe/Berlin', '2026-03-25T12:00Z'), '2026-W13 until 2026-03-29T22:00Z');
  });

  it('leave out the hour that is not there in spring, and tell the two of autumn apart', () => {
    assert.equal(windowAt('hour', 'Europe/Berlin', '2026-03-29T00:59Z'), '2026-03-29T01+01:00 until 2026-03-29T01:00Z');
    assert.equal(windowAt('hour', 'Europe/Berlin', '2026-03-29T01:00Z'), '2026-03-29T03+02:00 until 2026-03-29T02:00Z');
    assert.equal(windowAt('hour', 'Europe/Berlin', '2026-10-25T00:30Z'), '2026-10-25T02+02:00 until 2026-10-25T01:00Z');
    assert.equal(windowAt('hour', 'Europe/Berlin', '2026-10-25T01:30Z'), '2026-10-25T02+01:00 until 2026-10-25T02:00Z');
  });

  it('follow a clock that changes by half an hour', () => {
    const zone = 'Australia/Lord_Howe';
    assert.equal(windowAt('hour', zone, '2026-04-04T14:59Z'), '2026-04-05T01+11:00 until 2026-04-04T15:00Z');
    assert.equal(windowAt('hour', zone, '2026-04-04T15:00Z'), '2026-04-05T01+10:30 until 2026-04-04T15:30Z');
    assert.equal(windowAt('hour', zone, '2026-04-04T15:30Z'), '2026-04-05T02+10:30 until 2026-04-04T16:30Z');
    assert.equal(windowAt('day', zone, '2026-04-04T13:00Z'), '2026-04-05 until 2026-04-05T13:30Z');
  });

  it('cut an hour short where the clock changes in its midst, in whichever order they are asked for', () => {
    // In 2006 Newfoundland's clocks went back at one minute past midnight.
    const zone = 'America/St_Johns';
    for (const [iso, window] of [
      ['2006-10-29T02:31Z', '2006-10-28T23-03:30 until 2006-10-29T03:30Z'],
      ['2006-10-29T02:30Z', '2006-10-29T00-02:30 until 2006-10-29T02:31Z'],
      ['2006-10-29T02:31Z', '2006-10-28T23-03:30 until 2006-10-29T03:30Z'],
    ] as const) assert.equal(windowAt('hour', zone, iso), window);
    assert.equal(windowAt('hour', 'Australia/Lord_Howe', '2026-04-04T15:00Z'), '2026-04-05T01+10:30 until 2026-04-04T15:30Z');
    assert.equal(windowAt('hour', 'Australia/Lord_Howe', '2026-04-04T14:45Z'), '2026-04-05T01+11:00 until 2026-04-04T15:00Z');
  });

  it('begin the day late where there is no midnight, and skip a day that a zone skipped', () => {
    assert.equal(windowAt('day', 'Africa/Cairo', '2026-04-23T21:59Z'), '2026-04-23 until 2026-04-23T22:00Z');
    assert.equal(windowAt('day', 'Africa/Cairo', '2026-04-23T22:00Z'), '2026-04-24 until 2026-04-24T21:00Z');
    assert.equal(windowAt('day', 'Pacific/Apia', '2011-12-30T09:59Z'), '2011-12-29 until 2011-12-30T10:00Z');
    assert.equal(windowAt('day', 'Pacific/Apia', '2011-12-30T10:00Z'), '2011-12-31 until 2011-12-31T10:00Z');
  });

  it('name the earlier window again when the clock steps back', () => {
    for (const per of ['hour', 'day', 'week', 'month'] as const) {
      const before = windowOf(per, 'Europe/Berlin', at('2026-11-30T22:30Z'));
      const after = windowOf(per, 'Europe/Berlin', before.endsAtMs!);
      assert.notEqual(after.name, before.name);
      assert.deepEqual(windowOf(per, 'Europe/Berlin', before.endsAtMs! - 1), before);
    }
  });

  it('follow one another without gap or overlap, whatever was asked before', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo', 'Asia/Kathmandu', 'America/Santiago', 'UTC'];
    const random = stream(5);
    const startMs = at('2026-01-01T00:00Z');
    for (const zone of zones) {
      for (const [per, most] of [['hour', HOUR_MS], ['day', 25 * HOUR_MS], ['week', 169 * HOUR_MS], ['month', 745 * HOUR_MS]] as const) {
        const names = new Set<string>();
        let nowMs = startMs + Math.floor(random() * 200 * 24) * HOUR_MS;
        for (let i = 0; i < 40; i += 1) {
          const { name, endsAtMs } = windowOf(per, zone, nowMs);
          assert.ok(endsAtMs! > nowMs && endsAtMs! - nowMs <= most, `${per} ${zone} ${name}`);
          assert.equal(names.has(name), false, `${per} ${zone} ${name} comes twice`);
          names.add(name);
          const insideMs = nowMs + Math.floor(random() * (endsAtMs! - nowMs));
          windowOf(per, zone, startMs + random() * 1e10);
          assert.equal(windowOf(per, zone, insideMs).name, name, `${per} ${zone}`);
          nowMs = endsAtMs!;
        }
      }
    }
  });

  it('have no end where the budget is for ever', () => {
    assert.deepEqual(windowOf('total', 'Europe/Berlin', 0), { name: 'total' });
  });

  it('take the machine\'s own zone where none is named', () => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    assert.deepEqual(windowOf('day', '', at('2026-11-24T12:00Z')), windowOf('day', own, at('2026-11-24T12:00Z')));
  });

  it('refuse a zone that nobody knows, and name the field', () => {
    assert.throws(() => windowOf('day', 'Mars/Base', 0), (error) =>
      error instanceof FailureError && error.failure.kind === 'bad_request' && error.failure.field === 'timeZone'
      && /'Mars\/Base' is not known.*Europe\/Berlin/.test(error.message));
  });
});
