import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { vendors } from '../../src/outbound/vendors';
import { startPractice, type Practice } from '../kit/practice-provider';
import { temporaryDirectory } from '../kit/temporary-directory';
import { checkout } from '../kit/test-package';
import { startNodeRed, type NodeRedChild } from './node-red-child';

const run = promisify(execFile);
const windows = process.platform === 'win32';
const five = join(checkout, 'test', 'node-red-5', 'node_modules');
const name = '@switchyard/node-red-llm-router';
const example = '03 - HTTP in and http response';
const manifest = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string; 'node-red': { nodes: Record<string, string> } };

/** Node-RED's versions, each with the Node that it runs on. */
const versions = [
  { title: 'Node-RED 4.1', nodeRed: join(checkout, 'node_modules', 'node-red'), node: process.execPath },
  { title: 'Node-RED 5', nodeRed: join(five, 'node-red'), node: join(five, '.bin', 'node') },
];

/** No variable of this machine may take part: neither keys nor what the tests set. */
function cleanEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const variable of ['SWITCHYARD_DISCOVER', 'SWITCHYARD_LOCAL', 'NODE_RED_HOME', 'NODE_OPTIONS', 'NODE_V8_COVERAGE', ...vendors.flatMap(({ keyVariables }) => keyVariables)]) delete env[variable];
  return { ...env, ...more };
}

async function npm(args: string[], cwd: string): Promise<string> {
  const { stdout } = await run(windows ? 'npm.cmd' : 'npm', args, { cwd, shell: windows, maxBuffer: 1e7, env: cleanEnvironment() });
  return stdout;
}

describe('the package, as npm gives it to a user', function () {
  this.timeout(300_000);
  let tarball: string;
  let packed: string[];
  let userDir: string;

  before(async () => {
    const folder = temporaryDirectory();
    // dist is built already: without its scripts npm packs it as it is.
    const [pack] = JSON.parse(await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], checkout)) as { filename: string; files: { path: string }[] }[];
    packed = pack!.files.map(({ path }) => path);
    tarball = join(folder, pack!.filename);
    userDir = join(temporaryDirectory(), '.node-red');
    mkdirSync(userDir);
    writeFileSync(join(userDir, 'package.json'), JSON.stringify({ name: 'node-red-project', version: '0.0.1', private: true }));
    // As the palette manager of Node-RED installs.
    await npm(['install', '--no-audit', '--no-update-notifier', '--no-fund', '--save', '--save-prefix=~', '--omit=dev', '--engine-strict', tarball], userDir);
  });

  it('holds what it needs and nothing else', () => {
    for (const file of Object.values(manifest['node-red'].nodes)) {
      assert.ok(packed.includes(file), file);
      assert.ok(packed.includes(file.replace(/\.js$/, '.html')), `${file}'s page`);
    }
    for (const file of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'dist/src/core.js', 'dist/src/core.d.ts', 'dist/THIRD-PARTY.txt', 'examples/01 - Chatbot.json']) assert.ok(packed.includes(file), file);
    const strange = packed.filter((path) => !/^(dist|examples|resources)\/|^(package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md)$/.test(path) || /\.(test|map)\b|\.ts$/.test(path.replace(/\.d\.ts$/, '')));
    assert.deepEqual(strange, []);
  });

  it('brings few packages along, and none twice', async () => {
    const tree = JSON.parse(await npm(['ls', '--all', '--json'], userDir)) as { dependencies: Record<string, { dependencies?: Record<string, unknown> }> };
    const required = Object.keys(tree.dependencies[name]?.dependencies ?? {}).filter((one) => one !== 'lmdb');
    assert.deepEqual(required.sort(), ['lru-cache', 'undici', 'zod']);
  });

  it('gives the routing core to CommonJS programs', async () => {
    const program = `
      const { createCore } = require('${name}/core');
      const core = createCore();
      const chat = { messages: [{ role: 'user', content: 'Hi' }], stream: false };
      core.run(chat).done.then((outcome) => { console.log(outcome.failure.kind); return core.close(); });`;
    const { stdout } = await run(process.execPath, ['-e', program], { cwd: userDir, env: cleanEnvironment() });
    assert.equal(stdout.trim(), 'no_candidate');
  });

  it('gives types to TypeScript, in modules of both kinds', async () => {
    for (const extension of ['cts', 'mts']) {
      const file = join(userDir, `three-lines.${extension}`);
      writeFileSync(file, `import { createCore, type Core } from '${name}/core';\nconst core: Core = createCore();\nexport const kind: Promise<string | undefined> = core.run({ messages: [{ role: 'user', content: 'Hi' }], stream: false }).done.then((outcome) => outcome.failure?.kind);\n`);
      await run(process.execPath, [join(checkout, 'node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node', '--typeRoots', join(checkout, 'node_modules', '@types'), file], { cwd: userDir })
        .catch((problem: { stdout?: string }) => assert.fail(problem.stdout));
    }
  });

  for (const { title, node, nodeRed } of versions) {
    describe(`in a plain ${title}`, () => {
      let practice: Practice;
      let red: NodeRedChild;
      before(async function () {
        // Its packages exist for one platform only; on others npm test leaves it out, too.
        if (!existsSync(node) || !existsSync(nodeRed)) return this.skip();
        practice = await startPractice();
        red = await startNodeRed({ node, nodeRed, userDir, env: cleanEnvironment({ SWITCHYARD_LOCAL: practice.url }) });
      });
      after(async () => {
        await (red as NodeRedChild | undefined)?.stop();
        await (practice as Practice | undefined)?.close();
      });

      it('loads every node without an error', async () => {
        const sets = await (await fetch(`${red.url}/nodes`, { headers: { accept: 'application/json' } })).json() as { module: string; types: string[]; enabled: boolean; err?: unknown; version: string }[];
        const ours = sets.filter((set) => set.module === name);
        assert.deepEqual(ours.flatMap(({ types }) => types).sort(), Object.keys(manifest['node-red'].nodes).sort());
        for (const { enabled, err, version } of ours) assert.deepEqual([enabled, err, version], [true, undefined, manifest.version]);
        assert.doesNotMatch(red.output(), /\[(error|warn)\].*(switchyard|LLM)/i);
      });

      it('serves the pages, words and icons of its nodes to the editor', async () => {
        const html = await (await fetch(`${red.url}/nodes`, { headers: { accept: 'text/html' } })).text();
        for (const type of Object.keys(manifest['node-red'].nodes)) assert.ok(html.includes(`registerType('${type}'`) || html.includes(`registerType("${type}"`), type);
        assert.match(await (await fetch(`${red.url}/icons`)).text(), /node-red-llm-router/);
      });

      it('offers the examples for import, and an imported one answers', async () => {
        const library = `${red.url}/library/examples/flows/${name}`;
        const list = await (await fetch(`${library}/`)).json() as { fn: string }[];
        assert.ok(list.some(({ fn }) => fn === example), JSON.stringify(list));
        const flow = await (await fetch(`${library}/${encodeURIComponent(example)}`)).text();
        const started = red.line(/Started flows/);
        const deployed = await fetch(`${red.url}/flows`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: flow });
        assert.equal(deployed.status, 204);
        await started;
        const response = await fetch(`${red.url}/question`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'Why is the sky blue?' });
        assert.equal(response.status, 200, red.output());
        assert.ok((await response.text()).length > 10);
      });

      it('ends at once when it is told to', async () => {
        await red.stop();
        assert.doesNotMatch(red.output(), /Close timed out|UnhandledPromiseRejection|Uncaught/i);
      });
    });
  }
});
