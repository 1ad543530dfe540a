import type { Soon } from '../store/store';

/**
 * What the store says, or undefined where it fails. A cache is a help, never a condition: without a store
 * a request simply asks. The store reports its trouble itself.
 */
export async function tried<T>(work: () => Soon<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}
