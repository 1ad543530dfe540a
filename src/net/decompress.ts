import { createBrotliDecompress, createUnzip, type BrotliDecompress, type Unzip } from 'node:zlib';
import { failure, type Failure } from '../chat/failure';
import type { Taker } from './net';

/** No reply is unpacked to more than this: a few kilobytes can be made to unpack to any size. */
const mostBytes = 256 * 1024 * 1024;

const openers: Readonly<Record<string, () => Unzip | BrotliDecompress>> = {
  gzip: createUnzip, 'x-gzip': createUnzip, deflate: createUnzip, br: createBrotliDecompress,
};

/** A body on its way through a decompressor. */
export interface Unpacking {
  /** False: no more bytes until `drained`. */
  data(bytes: Uint8Array): boolean;
  end(): void;
  fail(reason: Failure): void;
  /** The taker wants more again. */
  resume(): void;
  /** Nothing reaches the taker afterwards. */
  close(): void;
}

export interface Upstream {
  /** More bytes may come. */
  drained(): void;
  /** The body cannot be read: hang up. The taker has been told. */
  broken(): void;
}

/**
 * Unpacks what comes with `content-encoding`. We ask for plain bytes, as packing delays a stream; some servers and proxies
 * pack all the same. Undefined: nothing is packed. What cannot be unpacked is a malformed reply.
 */
export function unpacking(encoding: string | undefined, taker: Taker, upstream: Upstream, limitBytes = mostBytes): Unpacking | undefined {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return undefined;
  const open = Object.hasOwn(openers, name) ? openers[name] : undefined;
  return open ? unpack(open(), { name, taker, upstream, limitBytes }) : refusing(name, taker, upstream);
}

interface Work { name: string; taker: Taker; upstream: Upstream; limitBytes: number }

function unpack(stream: Unzip | BrotliDecompress, { name, taker, upstream, limitBytes }: Work): Unpacking {
  let size = 0;
  let anything = false;
  let lost: Failure | undefined;
  const close = (): void => { stream.removeAllListeners().on('error', () => undefined).destroy(); };
  const broken = (what: string): void => {
    close();
    taker.fail(failure('malformed', what));
    upstream.broken();
  };
  stream.on('data', (bytes: Buffer) => {
    size += bytes.length;
    if (size > limitBytes) broken(`sent a reply that unpacks to more than ${Math.round(limitBytes / 1024)} kB`);
    else if (!taker.data(bytes)) stream.pause();
  });
  stream.on('drain', () => upstream.drained());
  stream.on('end', () => { close(); if (lost) taker.fail(lost); else taker.end(); });
  stream.on('error', (problem: NodeJS.ErrnoException) => {
    if (lost) { close(); taker.fail(lost); return; }
    broken(`sent a reply in the encoding ${name} that cannot be unpacked (${problem.code ?? 'unknown error'})`);
  });
  return {
    data(bytes) { anything = true; return stream.write(bytes); },
    // A reply without a body is packed by nobody.
    end() { if (anything) stream.end(); else { close(); taker.end(); } },
    // What came before the break is told first.
    fail(reason) { lost = reason; if (anything) stream.end(); else { close(); taker.fail(reason); } },
    resume() { stream.resume(); },
    close,
  };
}

function refusing(name: string, taker: Taker, upstream: Upstream): Unpacking {
  let told = false;
  const refuse = (): void => {
    if (told) return;
    told = true;
    taker.fail(failure('malformed', `sent a reply in the encoding ${name.slice(0, 40)}, which is not read here`));
    upstream.broken();
  };
  return { data() { refuse(); return true; }, end: refuse, fail: refuse, resume: () => undefined, close() { told = true; } };
}
