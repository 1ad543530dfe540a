import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { install } from '../install.mjs';
import { root } from '../paths.mjs';
import { buildIfStale } from './build.mjs';
import { end, startNodeRed, startPracticeProvider } from './children.mjs';
import { findModels } from './find-models.mjs';
import { doorsOf, hasProvider, readFlow } from './flow-file.mjs';
import { keepLog } from './log.mjs';
import { isLoopback, readOptions } from './options.mjs';
import { whenParentGoes } from './parent.mjs';
import { checkPort } from './port.mjs';
import { Problem } from './problem.mjs';
import { addressOf, untilReady } from './ready.mjs';
import { makeSteps } from './steps.mjs';
import { prepareUserDirectory, userDirectoryOf } from './user-directory.mjs';
import { welcome } from './words.mjs';

const example = path.join(root, 'examples', '01 - Chatbot.json');
const step = makeSteps();
/** What was started, in the order in which it ends: Node-RED first, for its last answers may still need the models. */
const children = [];
let stopping = false;

/** Runs until it is told to stop. What goes wrong on the way is told in one line, with an exit code that is not 0. */
export async function runDemo(args, env) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0));
  whenParentGoes(env, () => stopping || void stop(0));
  try {
    await start(readOptions(args, env), env);
  } catch (error) {
    await giveUp(error);
  }
}

async function giveUp(error) {
  if (stopping) return;
  console.error(error instanceof Problem ? error.message : error);
  await stop(1);
}

async function start({ port, host, flow = example }, env) {
  readFlow(flow);
  await checkPort(port, host);
  await step('Packages', installPackages);
  await step('Build', () => buildIfStale(root));
  const directory = userDirectoryOf(root, flow === example ? undefined : flow);
  const { flows, news } = prepareUserDirectory({ root, directory, flow });
  const nodes = readFlow(flows);
  const models = await step('Models', () => findOrStartModels(env, nodes));
  const [door] = doorsOf(nodes);
  const address = addressOf(host, port);
  // Somebody may have taken it during a long install or build.
  await checkPort(port, host);
  await step('Node-RED', () => runNodeRed({ directory, env: { ...env, ...models.env, PORT: String(port), HOST: host }, address, page: door?.page }));
  console.log(welcome({ address, door, directory: path.relative('', directory), practice: models.none, news, openHost: isOpen(host, directory) ? host : undefined }));
}

function installPackages() {
  try {
    install();
  } catch (error) {
    throw new Problem(error.message);
  }
}

async function findOrStartModels(env, nodes) {
  const load = createRequire(import.meta.url);
  const discover = load(path.join(root, 'dist', 'nodes', 'kit', 'discover.js'));
  const { vendors } = load(path.join(root, 'dist', 'src', 'outbound', 'vendors.js'));
  const found = await findModels({ env, ownProviders: hasProvider(nodes), discover, vendors });
  if (!found.none) return { ...found, env: {} };
  const { child, url } = await startPracticeProvider(env);
  children.push(child);
  child.once('exit', () => stopping || console.error('The practice provider has ended. Start again to have it back.'));
  return { ...found, env: { SWITCHYARD_LOCAL: `practice=${url}`, SWITCHYARD_PRACTICE: '1' } };
}

async function runNodeRed({ directory, env, address, page }) {
  const log = path.join(directory, 'node-red.log');
  const child = startNodeRed({ root, directory, env });
  children.unshift(child);
  child.once('exit', () => void giveUp(new Problem(`Node-RED has ended. Its log: ${log}`)));
  keepLog(child, log, (line) => console.log(line));
  await untilReady({ address, page, log });
}

/** Others can reach the editor, and it asks for no password. */
const isOpen = (host, directory) => !isLoopback(host) && !/^\s*adminAuth\s*:/m.test(readFileSync(path.join(directory, 'settings.js'), 'utf8'));

/** Ends the children one after the other, then this process. Asked a second time it waits for nothing. */
async function stop(code) {
  if (stopping) {
    for (const child of children) child.kill('SIGKILL');
    process.exit(1);
  }
  stopping = true;
  for (const child of children) await end(child);
  process.exit(code);
}
