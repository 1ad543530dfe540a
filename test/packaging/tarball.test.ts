import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { at, exampleNames, manifest, nodeFolders, readJson, readText, root, semver } from './package-files';

interface Packed { files: { path: string }[]; size: number }

describe('packaging: what users install', () => {
  let packed: Packed;
  let paths: string[];
  before(function () {
    this.timeout(60_000);
    const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], shell: process.platform === 'win32' });
    [packed] = JSON.parse(output) as [Packed];
    paths = packed.files.map(({ path }) => path);
  });

  it('is what they need: no sources, no tests, no maps', () => {
    const strange = paths.filter((path) => !/^(dist|examples|resources)\/|^(package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md)$/.test(path));
    assert.deepEqual(strange, []);
    assert.deepEqual(paths.filter((path) => /\.map$|\.test\.|(?<!\.d)\.ts$|^dist\/nodes\/.*\.d\.ts$/.test(path)), []);
  });
  it('holds every node with page, texts and icons, and every example', () => {
    for (const folder of Object.values(nodeFolders)) {
      for (const file of [`${folder}.js`, `${folder}.html`, `${folder}/${folder}.js`, `locales/en-US/${folder}.json`]) assert.ok(paths.includes(`dist/nodes/${file}`), file);
    }
    for (const name of exampleNames) assert.ok(paths.includes(`examples/${name}`), name);
  });
  it('holds the core with its types, the model catalogue, and the licences of what is bundled', () => {
    for (const file of ['src/core.js', 'src/core.d.ts', 'src/outbound/catalog/models.json', 'THIRD-PARTY.txt']) assert.ok(paths.includes(`dist/${file}`), file);
  });
  it('holds the licence of each package that is bundled, whole, and its own', () => {
    const told = readText('dist', 'THIRD-PARTY.txt');
    for (const name of bundledPackages()) {
      const { version } = readJson<{ version: string }>('node_modules', ...name.split('/'), 'package.json');
      assert.ok(told.includes(`${name} ${version} (`), name);
      const licence = readdirSync(at('node_modules', ...name.split('/'))).find((file) => /^licen[cs]e/i.test(file)) ?? '';
      assert.ok(told.includes(readText('node_modules', ...name.split('/'), licence).trim()), `the text of ${name}`);
    }
    assert.ok(paths.includes('LICENSE'));
  });
  it('holds the chat page', () => assert.ok(paths.includes('dist/nodes/endpoint/chat-page/index.html')));
  it('is small enough for a Raspberry Pi on a slow line', () => assert.ok(packed.size < 2_000_000, `${packed.size} bytes`));

  it('runs on Node.js 20.19, with all its dependencies: Node-RED\'s palette installs strictly', () => {
    const { packages } = readJson<{ packages: Record<string, { dev?: boolean; engines?: { node?: string } }> }>('package-lock.json');
    const theirs = Object.entries(packages).filter(([place, { dev }]) => place !== '' && !dev);
    assert.ok(theirs.length >= Object.keys(manifest.dependencies).length);
    for (const [place, { engines }] of theirs) if (engines?.node) assert.ok(semver.satisfies('20.19.0', engines.node), `${place} wants ${engines.node}`);
    assert.ok(semver.satisfies('20.19.0', manifest.engines.node));
  });
});

/** What the vendor folders re-export: it is inside the package, and none of its dependencies. */
function bundledPackages(): string[] {
  const names = ['src', 'nodes'].flatMap((part) => readdirSync(at(part, 'vendor')).filter((file) => file.endsWith('.ts')).flatMap((file) => (
    [...readText(part, 'vendor', file).matchAll(/(?:from |require\()'([^'.][^']*)'/g)].map((found) => found[1] as string))));
  const bundled = [...new Set(names)].filter((name) => !(name in manifest.dependencies) && !(name in manifest.optionalDependencies));
  assert.ok(bundled.length >= 4, bundled.join());
  return bundled;
}
