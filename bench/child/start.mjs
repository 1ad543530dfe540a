import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import process from 'node:process';

const hasTaskset = spawnSync('taskset', ['--version']).status === 0;
/** Whether processes can be kept to cores: what asks and what answers share one, what is measured has the other. */
export const pinned = hasTaskset && availableParallelism() > 1;
export const cores = { around: 0, measured: 1 };

/** Clock ticks a second, in which the kernel counts CPU time. */
const ticks = Number(spawnSync('getconf', ['CLK_TCK']).stdout ?? 100) || 100;

/** None may outlive the benchmark: one that stands still would not notice that its parent has gone. */
const running = new Set();
process.once('exit', () => { for (const child of running) child.kill('SIGKILL'); });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/**
 * Starts a script as a child of its own, on its core.
 * @param {string[]} script the file and its arguments
 * @param {{ core: number, node?: string, flags?: string[], env?: Record<string, string>, talks?: boolean }} how `talks`: it answers over IPC
 */
export function start(script, { core, node = process.execPath, flags = [], env = {}, talks = true }) {
  const command = [...(pinned ? ['taskset', '-c', String(core)] : []), node, ...flags, ...script];
  const child = spawn(command[0], command.slice(1), {
    stdio: ['ignore', 'ignore', 'inherit', ...(talks ? ['ipc'] : [])], env: { ...process.env, ...env }, ...(talks && { serialization: 'advanced' }),
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const waiting = new Map();
  let asked = 0;
  let asleep = false;
  const gone = new Promise((resolve) => { child.once('exit', resolve); });
  child.on('message', ({ id, result, problem }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (problem) reject(new Error(problem));
    else resolve(result);
  });
  void gone.then((code) => { for (const { reject } of waiting.values()) reject(new Error(`${script[0]} ended with ${code}.`)); });
  const wake = () => { if (asleep) { asleep = false; child.kill('SIGCONT'); } };
  return {
    pid: child.pid,
    get asleep() { return asleep; },
    /** Stands still until it is woken or asked something. Its connections stay. */
    sleep() { if (!asleep) { asleep = true; child.kill('SIGSTOP'); } },
    wake,
    ask: (ask, input) => new Promise((resolve, reject) => {
      wake();
      waiting.set(++asked, { resolve, reject });
      child.send({ id: asked, ask, input });
    }),
    cpuMicros: () => cpuMicros(child.pid),
    memoryBytes: () => memoryBytes(child.pid),
    async stop() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** User and system time of all threads of a process, from its start; NaN where there is no /proc. */
function cpuMicros(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 1e6 / ticks;
  } catch { return Number.NaN; }
}

/** Resident memory. */
function memoryBytes(pid) {
  try { return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024; } catch { return Number.NaN; }
}
