import { hash } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who has a directory: a process, told from a later one with the same number by when it began (Linux only). */
interface Owner { pid: number; began: string }

export interface DirectoryLock {
  /** Whether the directory is still ours; another container that cannot see this process may have taken it. */
  isMine(): boolean;
  release(): void;
}

/** The directory is in use by a process that lives. */
export class DirectoryInUse extends Error {
  constructor(readonly pid: number, readonly file: string) {
    super(`Process ${pid} uses it, as ${file} says`);
  }
}

/**
 * Takes a directory for this process with a file that names it. The file of a process that ended without letting go is
 * taken over. Throws `DirectoryInUse`, or what the file system says.
 */
export function lockDirectory(directory: string): DirectoryLock {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, 'process.lock');
  const mine = JSON.stringify({ pid: process.pid, began: beganAt(process.pid) } satisfies Owner);
  for (let attempt = 0; !create(file, mine) && !takeOver(file, mine); attempt += 1) {
    if (attempt > 2) throw new DirectoryInUse(ownerIn(file)?.pid ?? 0, file);
  }
  const isMine = () => read(file) === mine;
  return { isMine, release: () => void (isMine() && rmSync(file, { force: true })) };
}

/** With its text from the first moment on: another process takes an empty one for what a crash has left. */
function create(file: string, text: string): boolean {
  const whole = wholeFile(file, text);
  try {
    return linked(whole, file) ?? written(file, text);
  } finally {
    rmSync(whole, { force: true });
  }
}

/** A file of this process's own that can become `file` in one step. */
function wholeFile(file: string, text: string): string {
  const whole = `${file}.new.${process.pid}`;
  writeFileSync(whole, text, { mode: 0o600 });
  return whole;
}

/** False: there is one already. Undefined: this file system knows no hard links. */
function linked(from: string, to: string): boolean | undefined {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST' ? false : undefined;
  }
}

function written(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Puts our file in the place of one whose owner has ended; throws where it lives. Whoever does so has claimed that very text first: of several
 * that found it only one goes on, and it looks once more. So none takes away what another one has just put there.
 */
function takeOver(file: string, mine: string): boolean {
  const stale = read(file);
  if (stale === undefined) return false;
  mustHaveEnded(file, file);
  const claim = `${file}.${hash('sha256', stale, 'hex').slice(0, 16)}`;
  if (!create(claim, mine)) {
    mustHaveEnded(claim, file);
    rmSync(claim, { force: true });
    return false;
  }
  try {
    if (read(file) !== stale) return false;
    renameSync(wholeFile(file, mine), file);
    return true;
  } finally {
    rmSync(claim, { force: true });
  }
}

function mustHaveEnded(named: string, file: string): void {
  const owner = ownerIn(named);
  if (owner && isAlive(owner)) throw new DirectoryInUse(owner.pid, file);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Undefined for a file that is gone, or was cut short by a crash. */
function ownerIn(file: string): Owner | undefined {
  try {
    const owner = JSON.parse(read(file) ?? '') as Partial<Owner> | null;
    return typeof owner?.pid === 'number' && owner.pid > 0 ? { pid: owner.pid, began: String(owner.began) } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, began }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Not ours to signal, but there.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return beganAt(pid) === began;
}

/**
 * This start of the machine and the process's place in it: numbers of processes come again after a restart, most of all
 * in containers. Empty where there is no /proc; there the number alone decides.
 */
function beganAt(pid: number): string {
  const boot = read('/proc/sys/kernel/random/boot_id');
  const stat = read(`/proc/${pid}/stat`);
  if (!boot || !stat) return '';
  // The name, second, may hold spaces and brackets; the start time is the 22nd field, the 20th after it.
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return `${boot.trim()} ${started}`;
}
