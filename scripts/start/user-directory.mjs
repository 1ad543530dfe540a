import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { settingsText } from './settings-text.mjs';

const packageName = '@switchyard/node-red-llm-router';
const hash = (content) => createHash('sha256').update(content).digest('hex');

/**
 * Where the demo of a flow keeps what is the user's: edits, credentials, state. The example has `.demo`; any other flow a folder of its own in
 * there, by its name and place. The flow's file itself is never written: it is copied once, and the copy is what the editor changes.
 */
export function userDirectoryOf(root, flow) {
  const demo = path.join(root, '.demo');
  if (!flow) return demo;
  const name = path.basename(flow, '.json').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 40);
  return path.join(demo, `flow-${name || 'x'}-${hash(flow).slice(0, 8)}`);
}

/**
 * Makes a user directory ready, and leaves alone what is there already.
 * @returns {{ flows: string, news: string | undefined }} the copy that is edited, and a word if the flow's file has changed since
 */
export function prepareUserDirectory({ root, directory, flow }) {
  mkdirSync(directory, { recursive: true });
  writeOnce(path.join(directory, 'package.json'), () => `${JSON.stringify({ name: 'switchyard-demo', private: true, dependencies: { [packageName]: `file:${path.relative(directory, root).replaceAll('\\', '/')}` } }, null, 2)}\n`);
  writeOnce(path.join(directory, 'credential-secret'), () => randomBytes(32).toString('hex'), 0o600);
  writeOnce(path.join(directory, 'settings.js'), () => settingsText);
  linkPackage(root, directory);
  return copyFlow(directory, flow);
}

function writeOnce(file, makeText, mode = 0o644) {
  if (!existsSync(file)) writeFileSync(file, makeText(), { flag: 'wx', mode });
}

/** The package as a user would have it: in node_modules of the user directory. A link there keeps a rebuild in sight. */
function linkPackage(root, directory) {
  const link = path.join(directory, 'node_modules', packageName);
  if (existsSync(link) && realpathSync(link) === realpathSync(root)) return;
  // A link to where the checkout was before it moved.
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(link);
  mkdirSync(path.dirname(link), { recursive: true });
  symlinkSync(root, link, process.platform === 'win32' ? 'junction' : 'dir');
}

function copyFlow(directory, flow) {
  const flows = path.join(directory, 'flows.json');
  const origin = path.join(directory, 'copied-from.json');
  const content = hash(readFileSync(flow));
  if (!existsSync(flows)) {
    copyFileSync(flow, flows);
    writeFileSync(origin, `${JSON.stringify({ flow, hash: content }, null, 2)}\n`);
    return { flows, news: undefined };
  }
  const known = existsSync(origin) ? JSON.parse(readFileSync(origin, 'utf8')).hash : content;
  return { flows, news: known === content ? undefined : `${flow} has changed since it was copied. Your copy is used; to start from it anew, delete ${flows}` };
}
