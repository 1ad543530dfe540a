import type { Warning } from '../dialect';

/** Gathers what a translation loses. The same loss is told once, however often it occurs. */
export class Losses {
  private readonly seen = new Map<string, Warning>();

  add(field: string, message: string): void {
    this.seen.set(`${field}\n${message}`, { field, message });
  }

  get list(): Warning[] { return [...this.seen.values()]; }
}
