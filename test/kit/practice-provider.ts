import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkout } from './test-package';

export interface Practice { url: string; close(): Promise<void> }

interface PracticeOptions { port?: number; host?: string; /** 0 = no delays, the default here. */ paceFactor?: number; /** Orders the failures of practice-flaky. */ seed?: number }

/** The practice provider, as `npm start` has it, on a free port. `url` has no path: add `/v1`. */
export async function startPractice(options: PracticeOptions = {}): Promise<Practice> {
  const module = await importScript<{ startPractice(options: PracticeOptions): Promise<Practice> }>('practice/start-practice.mjs');
  return module.startPractice({ paceFactor: 0, ...options });
}

/** A module of the folder `scripts`, which is not compiled and so stays where it is. */
export function importScript<T>(path: string): Promise<T> {
  return import(pathToFileURL(join(checkout, 'scripts', path)).href) as Promise<T>;
}
