import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
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

  it('shows a ring where a header cannot be sent', () => {
    const { outputFiles } = buildSync({ entryPoints: [at('nodes', 'provider', 'editor.ts')], bundle: true, write: false, format: 'iife', globalName: 'provider' });
    const context = createContext({});
    runInContext(outputFiles[0]?.text ?? '', context);
    const checkHeaders = runInContext('provider.checkHeaders', context) as (node: object, rows: { name: string; value: string }[]) => true | string[];
    const check = (name: string, value = 'x'): string => String(checkHeaders({ _: (key: string) => key }, [{ name: 'x-fine', value: 'é "1"' }, { name, value }]));
    for (const name of ['x team', 'x-team:', 'größe', 'Authorization: Bearer sk-1']) assert.equal(check(name), 'check.headerName', name);
    for (const value of ['“smart”', '5 €', 'a\nb']) assert.equal(check('x-team', value), 'check.headerValue', value);
    assert.equal(check('Transfer-Encoding', 'chunked'), 'check.headerOwn');
    assert.equal(checkHeaders({ _: String }, undefined as never), true, 'a flow that was written by hand');
    for (const [name, value] of [['x-team', ''], ['${NAME}', '${VALUE}'], ['HTTP-Referer', 'https://a.example/?b=c']] as const) assert.equal(check(name, value), 'true', name);
    assert.match(readFileSync(at('nodes', 'provider', 'editor.html'), 'utf8'), /headers: \{ value: \[\], validate: .*checkHeaders\(this, value\)/);
  });
});
