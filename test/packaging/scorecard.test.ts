import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { builtPage, example, exampleNames, manifest, nodeFolders, readJson, semver } from './package-files';

/** The checks of Node-RED's Flow Library, by their numbers; those that ask the whole catalogue are left out. */
describe('packaging: the Flow Library\'s scorecard', () => {
  it('P01 has a licence', () => assert.equal(manifest.license, 'Apache-2.0'));
  it('P03 says where its repository and its issues are', () => {
    assert.match(manifest.repository?.url ?? '', /^git\+https:\/\//);
    assert.match(manifest.bugs?.url ?? '', /^https:\/\//);
  });
  it('P04 has a scoped name', () => assert.match(manifest.name, /^@[a-z\d][\w.-]+\/[a-z\d][\w.-]*$/));
  it('P05 is found by the keyword node-red', () => assert.ok(manifest.keywords.includes('node-red')));
  it('P06 names Node-RED versions that are maintained', () => {
    const installed = readJson<{ version: string }>('node_modules', 'node-red', 'package.json').version;
    const newest = readJson<{ dependencies: Record<string, string> }>('test', 'node-red-5', 'package.json').dependencies['node-red'] ?? '';
    for (const version of [installed, newest]) assert.ok(semver.satisfies(version, manifest['node-red'].version), version);
  });
  it('P07 runs on the oldest Node.js that Node-RED 5 takes', () => assert.ok(semver.satisfies('22.9.0', manifest.engines.node)));
  it('N01 has node types with a prefix of their own', () => {
    for (const [type, folder] of Object.entries(nodeFolders)) {
      assert.match(type, /^switchyard-/);
      assert.equal(type, `switchyard-${folder}`, 'the set, its file and its type are called alike');
    }
  });
  it('N02 has an example for every node that can be dragged', () => {
    const shown = new Set(exampleNames.flatMap((name) => example(name).map(({ type }) => type)));
    const draggable = Object.keys(nodeFolders).filter((type) => !['switchyard-provider', 'switchyard-store'].includes(type));
    assert.deepEqual(draggable.filter((type) => !shown.has(type)), []);
  });
  it('D01 has at most six dependencies', () => assert.ok(Object.keys(manifest.dependencies).length <= 6));
  it('D02 has no agent-base before 6 in what users install', () => {
    const locked = readJson<{ packages: Record<string, { version?: string; dev?: boolean }> }>('package-lock.json').packages;
    for (const [place, { version, dev }] of Object.entries(locked)) {
      if (!dev && place.endsWith('/agent-base')) assert.ok(semver.satisfies(version ?? '', '>=6'), place);
    }
  });
});

type Tree = { type: string; start: number; end: number };
interface Call extends Tree { callee: { property?: { name: string } }; arguments: (Tree & { value?: unknown; properties?: Property[] })[] }
interface Property { key: { name?: string; value?: string }; value: Tree & { properties?: unknown[] } }
const load = createRequire(__filename);
const acorn = load('acorn') as { parse(code: string, options: { ecmaVersion: 'latest' }): Tree };
const walk = load('acorn-walk') as { simple(tree: Tree, visitors: { CallExpression(call: Call): void }): void };

/** Reads a page as the Flow Library does: the first literal registration in a script of type text/javascript. */
function registrations(page: string): Call[] {
  const calls: Call[] = [];
  for (const [, code = ''] of page.matchAll(/<script.+?type=['"]text\/javascript['"].*?>([\S\s]*?)<\/script>/gi)) {
    walk.simple(acorn.parse(code, { ecmaVersion: 'latest' }), {
      CallExpression(call) { if (call.callee.property?.name === 'registerType') calls.push(call); },
    });
  }
  return calls;
}

describe('packaging: what the Flow Library reads in each page', () => {
  for (const [type, folder] of Object.entries(nodeFolders)) {
    it(`${type} is registered once, in literals`, () => {
      const calls = registrations(builtPage(folder));
      assert.equal(calls.length, 1);
      const [name, definition] = calls[0]?.arguments ?? [];
      assert.equal(name?.value, type);
      const fields = new Map((definition?.properties ?? []).map(({ key, value }) => [key.name ?? key.value, value]));
      for (const field of ['category', 'color', 'inputs', 'outputs', 'icon']) {
        if (fields.has(field)) assert.equal(fields.get(field)?.type, 'Literal', field);
      }
      for (const field of ['defaults', 'credentials']) if (fields.has(field)) assert.equal(fields.get(field)?.type, 'ObjectExpression', field);
      assert.ok(fields.has('defaults'));
    });
  }
});
