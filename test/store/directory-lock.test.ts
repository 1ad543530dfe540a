import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs, { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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

  describe('beside another process that starts in the same moment', () => {
    const real = { readFileSync: fs.readFileSync, writeFileSync: fs.writeFileSync, linkSync: fs.linkSync };
    afterEach(() => Object.assign(fs, real));
    const stale = JSON.stringify({ pid: 2 ** 30, began: 'long ago' });
    /** A process that lives: the one that started this one. */
    const other = JSON.stringify({ pid: process.ppid, began: processBegan(process.ppid) });

    for (const reads of [1, 2]) {
      it(`leaves it the lock that it took over after this one had looked ${reads === 1 ? 'once' : 'twice'}`, () => {
        writeFileSync(file, stale);
        let left = reads;
        fs.readFileSync = ((...args: Parameters<typeof readFileSync>) => {
          const text = real.readFileSync(...args);
          if (args[0] === file && (left -= 1) === 0) real.writeFileSync(file, other);
          return text;
        }) as typeof readFileSync;
        assert.throws(() => lockDirectory(directory), (error) => error instanceof DirectoryInUse && error.pid === process.ppid);
        assert.equal(real.readFileSync(file, 'utf8'), other);
        assert.deepEqual(readdirSync(directory), ['process.lock']);
      });
    }

    it('leaves the taking over to one that is at it', () => {
      writeFileSync(file, stale);
      fs.linkSync = (from, to) => {
        // The other one has claimed the stale file just before.
        if (to !== file) real.writeFileSync(to, other);
        real.linkSync(from, to);
      };
      assert.throws(() => lockDirectory(directory), (error) => error instanceof DirectoryInUse && error.pid === process.ppid);
      assert.equal(readFileSync(file, 'utf8'), stale);
    });

    it('goes on where that one was killed in the midst of it', () => {
      writeFileSync(file, stale);
      let killed = false;
      fs.linkSync = (from, to) => {
        if (to !== file && !killed) real.writeFileSync(to, stale);
        killed ||= to !== file;
        real.linkSync(from, to);
      };
      const lock = lockDirectory(directory);
      assert.ok(killed && lock.isMine());
      assert.deepEqual(readdirSync(directory), ['process.lock']);
    });

    it('shows it no lock without a name', () => {
      const files: unknown[] = [];
      fs.writeFileSync = (...args) => { files.push(args[0]); real.writeFileSync(...args); };
      lockDirectory(directory).release();
      writeFileSync(file, stale);
      files.length = 0;
      lockDirectory(directory).release();
      assert.ok(files.length > 0 && !files.includes(file), 'it was written in place, so empty at first');
    });

    it('does what it can where the file system has no hard links', () => {
      fs.linkSync = () => { throw Object.assign(new Error('no links'), { code: 'EPERM' }); };
      const lock = lockDirectory(directory);
      assert.throws(() => lockDirectory(directory), DirectoryInUse);
      lock.release();
      writeFileSync(file, stale);
      lockDirectory(directory).release();
      assert.deepEqual(readdirSync(directory), []);
    });
  });

  it('makes a directory that nobody else may read', function () {
    if (process.platform === 'win32') this.skip();
    assert.equal(statSync(directory).mode & 0o777, 0o700);
    const lock = lockDirectory(directory);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    lock.release();
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
