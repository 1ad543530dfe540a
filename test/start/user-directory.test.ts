import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { importScript } from '../kit/practice-provider';
import { tempFolder } from '../kit/temp-folder';

interface Prepared { flows: string; news?: string }
interface Module { userDirectoryOf(root: string, flow?: string): string; prepareUserDirectory(what: { root: string; directory: string; flow: string }): Prepared }

describe('npm start, the user directory', () => {
  const folder = tempFolder();
  let module: Module;
  before(async () => { module = await importScript<Module>('start/user-directory.mjs'); });

  /** A checkout with an example flow, and its demo made ready. */
  function prepare(content = '[]') {
    const root = join(folder(), 'checkout');
    mkdirSync(root, { recursive: true });
    const flow = join(root, 'example.json');
    if (!existsSync(flow)) writeFileSync(flow, content);
    const directory = module.userDirectoryOf(root);
    return { root, flow, directory, ...module.prepareUserDirectory({ root, directory, flow }) };
  }
  const settingsOf = (directory: string) => {
    const load = createRequire(join(directory, 'settings.js'));
    return load('./settings.js') as { uiHost: string; uiPort: number; credentialSecret: string; flowFile: string; telemetry: { enabled: boolean }; editorTheme: { tours: boolean; projects: { enabled: boolean } }; adminAuth?: object };
  };

  it('has the package as a user would have it, linked to the checkout', () => {
    const { root, directory } = prepare();
    const { dependencies } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    assert.deepEqual(dependencies, { '@switchyard/node-red-llm-router': 'file:..' });
    assert.equal(realpathSync(join(directory, 'node_modules', '@switchyard', 'node-red-llm-router')), root);
  });

  it('has settings that load, ask nobody\'s permission and send nothing home', () => {
    const { directory } = prepare();
    const settings = settingsOf(directory);
    assert.equal(settings.uiHost, process.env.HOST ?? '127.0.0.1');
    assert.equal(settings.flowFile, 'flows.json');
    assert.match(settings.credentialSecret, /^[0-9a-f]{64}$/);
    assert.equal(settings.telemetry.enabled, false);
    assert.deepEqual(settings.editorTheme, { tours: false, projects: { enabled: false } });
    assert.equal(settings.adminAuth, undefined);
    if (process.platform !== 'win32') assert.equal(statSync(join(directory, 'credential-secret')).mode & 0o077, 0, 'only the user reads the secret');
  });

  it('copies the flow once: edits, settings and the secret survive the next start', () => {
    const { directory, flows } = prepare('["first"]');
    const secret = readFileSync(join(directory, 'credential-secret'), 'utf8');
    writeFileSync(flows, '["edited"]');
    writeFileSync(join(directory, 'settings.js'), '// mine');
    const again = prepare();
    assert.equal(again.news, undefined);
    assert.equal(readFileSync(flows, 'utf8'), '["edited"]');
    assert.equal(readFileSync(join(directory, 'settings.js'), 'utf8'), '// mine');
    assert.equal(readFileSync(join(directory, 'credential-secret'), 'utf8'), secret);
  });

  it('keeps the copy where the flow\'s file has changed, and says so', () => {
    const { flow, flows } = prepare('["first"]');
    writeFileSync(flow, '["second"]');
    const { news } = prepare();
    assert.equal(readFileSync(flows, 'utf8'), '["first"]');
    assert.match(news!, /has changed since it was copied.*delete .*flows\.json/);
    rmSync(flows);
    assert.equal(prepare().news, undefined);
    assert.equal(readFileSync(flows, 'utf8'), '["second"]');
  });

  it('finds the checkout again after it has moved', () => {
    const { root } = prepare();
    const moved = join(folder(), 'moved');
    renameSync(root, moved);
    const directory = module.userDirectoryOf(moved);
    module.prepareUserDirectory({ root: moved, directory, flow: join(moved, 'example.json') });
    assert.equal(realpathSync(join(directory, 'node_modules', '@switchyard', 'node-red-llm-router')), moved);
  });

  it('gives every other flow a folder of its own, by its name and place', () => {
    const one = module.userDirectoryOf('/root', '/a/My Flow.json');
    assert.match(one.replaceAll('\\', '/'), /^\/root\/\.demo\/flow-my-flow-[0-9a-f]{8}$/);
    assert.equal(module.userDirectoryOf('/root', '/a/My Flow.json'), one);
    assert.notEqual(module.userDirectoryOf('/root', '/b/My Flow.json'), one);
  });
});
