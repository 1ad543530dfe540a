import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DirectoryInUse, lockDirectory } from '../../src/store/directory-lock';
import { temporaryDirectory } from '../kit/temporary-directory';

describe('directory lock', () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = join(temporaryDirectory(), 'made', 'on', 'the', 'way');
    lockDirectory(directory).release();
    file = join(directory, 'process.lock');
  });

  it('holds a directory until it is released', () => {
    const lock = lockDirectory(directory);
    assert.ok(lock.isMine());
    assert.throws(() => lockDirectory(directory), (error) => error instanceof DirectoryInUse && error.pid === process.pid);
    lock.release();
    assert.equal(existsSync(file), false);
    lockDirectory(directory).release();
  });

  it('is refused while another process holds it', () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      const began = processBegan(other.pid!);
      writeFileSync(file, JSON.stringify({ pid: other.pid, began }));
      assert.throws(() => lockDirectory(directory), (error) => error instanceof DirectoryInUse && error.pid === other.pid);
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('takes over from a process that has ended', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(file, JSON.stringify({ pid, began: '' }));
    const lock = lockDirectory(directory);
    assert.ok(lock.isMine());
    assert.deepEqual(readdirSync(directory), ['process.lock']);
    lock.release();
  });

  it('takes over from an earlier process that had the same number', function () {
    if (processBegan(process.pid) === '') this.skip();
    writeFileSync(file, JSON.stringify({ pid: process.pid, began: 'another start of the machine 42' }));
    lockDirectory(directory).release();
    assert.equal(existsSync(file), false);
  });

  it('takes over a file that a crash cut short', () => {
    for (const text of ['', '{"pid":', 'null', '{}']) {
      writeFileSync(file, text);
      lockDirectory(directory).release();
    }
  });

  it('leaves the directory to whoever took it over', () => {
    const lock = lockDirectory(directory);
    writeFileSync(file, 'someone else');
    assert.equal(lock.isMine(), false);
    lock.release();
    assert.equal(readFileSync(file, 'utf8'), 'someone else');
  });
});

/** As the lock writes it. */
function processBegan(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return '';
  }
}
