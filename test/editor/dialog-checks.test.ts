import assert from 'node:assert/strict';
import { buildSync } from 'esbuild';
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { modelRow } from '../../nodes/kit/properties';
import { at } from '../packaging/package-files';

interface Named { id: string; type: string; name: string; vendor?: string; d?: boolean }

/** What a dialog's script exports, run against as much of the editor as it needs. */
function fromDialog(folder: string, name: string, RED: object): unknown {
  const { outputFiles } = buildSync({ entryPoints: [at('nodes', folder, 'editor.ts')], bundle: true, write: false, format: 'iife', globalName: 'dialog' });
  const context = createContext({ RED, $: () => ({}) });
  runInContext(outputFiles[0]?.text ?? '', context);
  return runInContext(`dialog.${name}`, context);
}

describe('editor: the provider dialog', () => {
  it('knows another provider by its name, in whatever case', () => {
    const type = 'switchyard-provider';
    const others: Named[] = [{ type, id: 'a', name: 'Cloud' }, { type, id: 'b', name: '', vendor: 'openai' }, { type, id: 'c', name: 'off', d: true }];
    const checkName = fromDialog('provider', 'checkName', { nodes: { eachConfig: (look: (other: Named) => void) => { others.forEach(look); } } }) as (node: object, name: string) => true | string;
    const check = (name: string, vendor = 'mistral'): true | string => checkName({ type, id: 'new', vendor, _: (key: string) => key }, name);
    for (const name of ['cloud', 'Cloud', ' CLOUD ', 'openai']) assert.equal(check(name), 'check.name', name);
    assert.equal(check('', 'openai'), 'check.name');
    for (const name of ['clouds', '', 'off']) assert.equal(check(name), true, name);
  });

  it('takes and refuses the numbers of a model as the runtime does', () => {
    const checkModels = fromDialog('provider', 'checkModels', {}) as (node: object, rows: object[]) => true | string[];
    const node = { _: (key: string, { problem = '' }: { problem?: string } = {}) => problem || key };
    const values = ['', undefined, 0, 1, 0.5, 100, 101, 128_000, -1, 1e7, 2e9, 'many'];
    for (const field of ['inputPrice', 'outputPrice', 'window', 'quality']) {
      for (const value of values) {
        const row = { name: 'one', [field]: value };
        assert.equal(checkModels(node, [row]) === true, modelRow.safeParse(row).success, `${field}: ${String(value)}`);
      }
    }
    assert.equal(checkModels(node, [{ name: 'one', window: '${WINDOW}' }]), true);
  });

  it('shows a ring where a header cannot be sent', () => {
    const checkHeaders = fromDialog('provider', 'checkHeaders', {}) as (node: object, rows?: { name: string; value: string }[]) => true | string[];
    const check = (name: string, value = 'x'): string => String(checkHeaders({ _: (key: string) => key }, [{ name: 'x-fine', value: 'é "1"' }, { name, value }]));
    for (const name of ['x team', 'x-team:', 'größe', 'Authorization: Bearer sk-1']) assert.equal(check(name), 'check.headerName', name);
    for (const value of ['“smart”', '5 €', 'a\nb']) assert.equal(check('x-team', value), 'check.headerValue', value);
    assert.equal(check('Transfer-Encoding', 'chunked'), 'check.headerOwn');
    assert.equal(checkHeaders({ _: String }), true, 'a flow that was written by hand');
    for (const [name, value] of [['x-team', ''], ['${NAME}', '${VALUE}'], ['HTTP-Referer', 'https://a.example/?b=c']] as const) assert.equal(check(name, value), 'true', name);
    assert.match(readFileSync(at('nodes', 'provider', 'editor.html'), 'utf8'), /headers: \{ value: \[\], validate: .*checkHeaders\(this, value\)/);
  });
});

describe('editor: the endpoint dialog', () => {
  it('knows the path of another endpoint, in whatever case, as the runtime does', () => {
    const type = 'switchyard-endpoint';
    const other = { type, id: 'other', path: '/Api/', chatPage: '/chat' };
    const checkPath = fromDialog('endpoint', 'checkPath', { nodes: { eachNode: (look: (node: object) => void) => look(other) } }) as (node: object, path: string) => true | string;
    const check = (path: string): true | string => checkPath({ type, id: 'new', _: (key: string) => key }, path);
    for (const path of ['/api', '/API', '/Api/', '/Chat']) assert.equal(check(path), 'check.twin', path);
    for (const path of ['/api2', '/v1', '']) assert.equal(check(path), true, path);
  });
});
