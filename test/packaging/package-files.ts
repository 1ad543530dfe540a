import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/** The project's folder, seen from the compiled test. */
export const root = resolve(__dirname, '../../..');
export const at = (...names: string[]): string => join(root, ...names);
export const readText = (...names: string[]): string => readFileSync(at(...names), 'utf8');
export const readJson = <T>(...names: string[]): T => JSON.parse(readText(...names)) as T;

export interface Manifest {
  name: string; version: string; license: string; keywords: string[];
  repository?: { url: string }; bugs?: { url: string };
  engines: { node: string };
  dependencies: Record<string, string>; optionalDependencies: Record<string, string>;
  'node-red': { version: string; nodes: Record<string, string> };
}
export const manifest = readJson<Manifest>('package.json');

/** Node type -> its folder: "switchyard-ask" -> "ask". */
export const nodeFolders = Object.fromEntries(Object.entries(manifest['node-red'].nodes).map(([type, file]) => [type, file.replace(/^.*\/(.*)\.js$/, '$1')]));

export const builtPage = (folder: string): string => {
  const file = at('dist', 'nodes', `${folder}.html`);
  if (!existsSync(file)) throw new Error('dist is missing: run "npm run build" first.');
  return readFileSync(file, 'utf8');
};

/** The versions library that npm itself uses; it comes with Node-RED. */
export const semver = createRequire(__filename)('semver') as {
  satisfies(version: string, range: string): boolean;
  minVersion(range: string): { version: string };
};

/** A node of a flow file. */
export interface FlowNode { id: string; type: string; z?: string; wires?: string[][]; [property: string]: unknown }
export const exampleNames = readdirSync(at('examples')).filter((name) => name.endsWith('.json')).sort();
export const example = (name: string): FlowNode[] => readJson<FlowNode[]>('examples', name);
