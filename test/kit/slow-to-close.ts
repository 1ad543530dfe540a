import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from './temporary-directory';

const event = 'switchyard test: asked to close';
const code = `module.exports = function (RED) {
  RED.nodes.registerType('slow-to-close', function (config) {
    RED.nodes.createNode(this, config);
    this.on('close', (done) => { process.emit('${event}', done); });
  });
};`;

/** A folder for Node-RED's `nodesDir` with a node of type "slow-to-close", which a deploy has to wait for. */
export function folderWithSlowNode(): string {
  const folder = temporaryDirectory();
  writeFileSync(join(folder, 'slow-to-close.js'), code);
  writeFileSync(join(folder, 'slow-to-close.html'), `<script type="text/javascript">RED.nodes.registerType('slow-to-close', { category: 'test', defaults: {} });</script>`);
  return folder;
}

/** Resolves once a deploy wants that node to close, with what lets it close. */
export async function askedToClose(): Promise<() => void> {
  const [done] = await once(process, event) as [() => void];
  return done;
}
