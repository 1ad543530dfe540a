import { randomBytes } from 'node:crypto';

/** The only source of chance. A recorded seed makes a decision repeatable. */
export interface Dice {
  /** A whole number from 0 to 2^32 - 1. */
  seed(): number;
  /** A new name that nobody can guess: `bytes` random bytes in base64url. */
  name(bytes?: number): string;
}

/** Fetched in bulk: each fetch costs as much as many small names. Every byte is used once. */
let pool = Buffer.alloc(0);
let used = 0;

function chance(bytes: number): Buffer {
  if (used + bytes > pool.length) {
    pool = randomBytes(Math.max(4096, bytes));
    used = 0;
  }
  return pool.subarray(used, used += bytes);
}

export const systemDice: Dice = {
  seed: () => chance(4).readUInt32LE(0),
  name: (bytes = 12) => chance(bytes).toString('base64url'),
};

/** Numbers in [0, 1) from a seed: mulberry32 by Tommy Ettinger (public domain), enough for choosing, not for secrets. */
export function stream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Dice from one seed, for tests and simulations. */
export function seededDice(seed: number): Dice {
  const next = stream(seed);
  return {
    seed: () => Math.floor(next() * 4294967296),
    name: (bytes = 12) => Array.from({ length: bytes }, () => Math.floor(next() * 36).toString(36)).join(''),
  };
}
