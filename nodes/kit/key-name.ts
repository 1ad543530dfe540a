import { hash } from 'node:crypto';

/** Longest name of a session or a user: they become parts of keys. */
const longest = 200;

/**
 * A name as a part of a key. Of one that is too long the beginning stays, with a hash of the whole behind it: tokens of two people,
 * for instance, differ only far behind.
 */
export function keyName(name: string, most = longest): string {
  if (name.length <= most) return name;
  const whole = hash('sha256', name, 'base64url');
  return `${name.slice(0, most - whole.length - 1)}~${whole}`;
}

/** A text or a number that names something, or undefined. */
export function nameFrom(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? keyName(text.trim()) : undefined;
}

/**
 * What a client itself calls its session or its user stands behind the name of its key, or behind nothing where it has none. So it never
 * means what another client or a chat calls the same. A slash in the key's name must not look like the one that parts the two.
 */
export function saidBy(caller: string | undefined, name: string): string {
  return keyName(`${(caller ?? '').replace(/[%/]/g, encodeURIComponent)}/${name}`);
}
