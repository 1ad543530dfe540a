import assert from 'node:assert/strict';
import { buildSync } from 'esbuild';
import { createContext, runInContext } from 'node:vm';
import { at } from '../packaging/package-files';

interface Named { id: string; type: string; name: string; vendor?: string; d?: boolean }

describe('editor: the provider dialog', () => {
  it('knows another provider by its name, in whatever case', () => {
    const type = 'switchyard-provider';
    const others: Named[] = [{ type, id: 'a', name: 'Cloud' }, { type, id: 'b', name: '', vendor: 'openai' }, { type, id: 'c', name: 'off', d: true }];
    const { outputFiles } = buildSync({ entryPoints: [at('nodes', 'provider', 'editor.ts')], bundle: true, write: false, format: 'iife', globalName: 'provider' });
    const context = createContext({ RED: { nodes: { eachConfig: (look: (other: Named) => void) => { others.forEach(look); } } } });
    runInContext(outputFiles[0]?.text ?? '', context);
    const checkName = runInContext('provider.checkName', context) as (node: object, name: string) => true | string;
    const check = (name: string, vendor = 'mistral'): true | string => checkName({ type, id: 'new', vendor, _: (key: string) => key }, name);
    for (const name of ['cloud', 'Cloud', ' CLOUD ', 'openai']) assert.equal(check(name), 'check.name', name);
    assert.equal(check('', 'openai'), 'check.name');
    for (const name of ['clouds', '', 'off']) assert.equal(check(name), true, name);
  });
});
