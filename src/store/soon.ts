import type { Soon } from './store';

/** Goes on with a value: in the same turn where it is there, later where it is promised. */
export function andThen<T, U>(value: Soon<T>, next: (value: T) => U): Soon<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
