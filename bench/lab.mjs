import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { answering, freePort } from './child/port.mjs';
import { cores, start } from './child/start.mjs';
import { median, together } from './report/numbers.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

/** The upstream and the load generator, on the core that the targets do not have. */
export async function openLab() {
  const port = await freePort();
  const upstream = start([path.join(here, 'upstream', 'upstream.mjs'), String(port)], { core: cores.around });
  const load = start([path.join(here, 'load', 'load.mjs')], { core: cores.around });
  const url = `http://127.0.0.1:${port}`;
  await answering(url);
  /** All that share the core of what is measured. */
  const children = new Set();
  /**
   * Only this target runs. The others would not idle: V8 collects all garbage of a process some seconds after its load has ended,
   * which takes 150 ms of the core, in the stretch of whoever comes next. A target that is woken has time to close what has expired.
   */
  const alone = async ({ child }) => {
    for (const other of children) if (other !== child) other.sleep();
    if (!child?.asleep) return;
    child.wake();
    await pause(500);
  };
  return {
    url,
    joins(child) { if (child) children.add(child); },
    leaves(child) { children.delete(child); },
    pace: (pace) => upstream.ask('pace', pace),
    failing: (now) => upstream.ask('failing', now),
    /**
     * One stretch of load on one target, with what it cost. `leadSeconds` of the same load come before it and are not counted: a
     * process that was idle for a while has its memory and its caches to fetch again.
     */
    async measure(target, job, { leadSeconds = 0, ...input }) {
      await alone(target);
      if (leadSeconds > 0) await load.ask(job, { ...input, seconds: leadSeconds });
      const before = target.child?.cpuMicros() ?? Number.NaN;
      const record = await load.ask(job, input);
      return { ...record, cpuMicros: (target.child?.cpuMicros() ?? Number.NaN) - before };
    },
    async close() { await load.stop(); await upstream.stop(); },
  };
}

/** Starts targets one after the other, does the work with all of them, and ends them whatever happens. */
export async function withTargets(lab, makers, work) {
  const targets = [];
  try {
    for (const make of makers) {
      const target = await make(lab.url);
      lab.joins(target.child);
      targets.push(target);
    }
    return await work(targets);
  } finally {
    for (const target of targets) {
      lab.leaves(target.child);
      await target.stop();
    }
  }
}

/** Until the engine has compiled what is hot; nothing of it is counted. Throws where a target does not answer. */
export async function warmUp(lab, target, request, count) {
  const { failures } = await lab.measure(target, 'closed', { request, count, atOnce: 4 });
  if (Object.keys(failures).length > 0) throw new Error(`${target.name} does not work: ${JSON.stringify(failures)}`);
}

/**
 * All targets in turn, again and again, so that a machine that is slow for a while is slow for all: `stretch(target)` gives one
 * record. Resolves with one record a target, its rounds put together.
 */
export async function interleaved(targets, rounds, stretch) {
  const records = new Map(targets.map((target) => [target, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < targets.length; turn++) {
      // Who comes after whom changes from round to round.
      const target = targets[(turn * (round % 2 === 0 ? 1 : targets.length - 1) + round) % targets.length];
      records.get(target).push(await stretch(target));
      await pause(200);
    }
  }
  return targets.map((target) => joined(target, records.get(target)));
}

function joined(target, records) {
  const all = together(records.map((record) => record.all));
  const failures = {};
  for (const record of records) for (const [why, count] of Object.entries(record.failures)) failures[why] = (failures[why] ?? 0) + count;
  return {
    target, rounds: records, all, failures, firsts: together(records.map((record) => record.firsts)), delays: together(records.map((record) => record.delays)),
    cpuMicros: median(records.map((record) => record.cpuMicros / record.all.length)),
  };
}

/** The median of what a round gives: a stall of the machine that falls into one round of one target decides nothing. */
export const overRounds = (record, of) => median(record.rounds.map(of));

/** The same, as the difference to another target's round of the same turn. */
export const overRoundsAdded = (record, base, of) => median(record.rounds.map((round, turn) => of(round) - of(base.rounds[turn])));

export const failed = (record) => Object.values(record.failures).reduce((sum, count) => sum + count, 0);

/** How many failed, and what the first kind of failure was. */
export function failuresIn(record) {
  const [first] = Object.keys(record.failures);
  return first === undefined ? '0' : `${failed(record)} (${first.replaceAll('|', '/').slice(0, 120)})`;
}
