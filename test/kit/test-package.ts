import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The folder of the project, wherever the compiled tests lie in it. */
export const checkout = findCheckout(__dirname);

function findCheckout(folder: string): string {
  const name = readName(join(folder, 'package.json'));
  if (name === '@switchyard/node-red-llm-router') return folder;
  if (dirname(folder) === folder) throw new Error(`No checkout of the project above ${__dirname}.`);
  return findCheckout(dirname(folder));
}

function readName(file: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name;
  } catch {
    return undefined;
  }
}

const requireFromTest = createRequire(join(checkout, 'test', 'package.json'));

/**
 * A package that only the tests need, from `test/node_modules`, which the compiled tests cannot see from where they lie.
 * Give the type: `fromTestPackage<typeof import('openai')>('openai')`. Node.js 20.19 can require ESM packages as well.
 */
export function fromTestPackage<T>(name: string): T {
  try {
    return requireFromTest(name) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error(`The test package '${name}' is not installed: run 'npm install' in the folder test.`, { cause: error });
  }
}
