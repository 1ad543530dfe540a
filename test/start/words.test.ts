import assert from 'node:assert/strict';
import { importScript } from '../kit/practice-provider';

interface Words { welcome(what: { address: string; door?: { api: string; page?: string }; directory: string; practice: boolean; news?: string; openHost?: string }): string }
interface Flow { doorsOf(nodes: object[]): { api: string; page?: string }[]; hasProvider(nodes: object[]): boolean }
interface Log { makeFilter(): (line: string) => boolean }
interface Options { readOptions(args: string[], env: NodeJS.ProcessEnv): { port: number; host: string; flow?: string }; isLoopback(host: string): boolean }

describe('npm start, what it says', () => {
  it('names the doors that the flow opens, and only those', async () => {
    const { welcome } = await importScript<Words>('start/words.mjs');
    const { doorsOf } = await importScript<Flow>('start/flow-file.mjs');
    const [door] = doorsOf([{ id: 'a', type: 'tab', disabled: true }, { id: 'b', type: 'switchyard-endpoint', z: 'a', path: '/off' }, { id: 'c', type: 'switchyard-endpoint', path: 'v1/', chatPage: '/chat' }]);
    const text = welcome({ address: 'http://127.0.0.1:1880', door, directory: '.demo', practice: true });
    assert.match(text, /Chat page {3}http:\/\/127\.0\.0\.1:1880\/chat\n {2}Endpoint {4}http:\/\/127\.0\.0\.1:1880\/v1\n {2}Editor {6}http:\/\/127\.0\.0\.1:1880\/\n/);
    assert.match(text, /OPENAI_API_KEY/);
    assert.doesNotMatch(welcome({ address: 'http://x', directory: '.demo', practice: false }), /Chat page|Endpoint|OPENAI|adminAuth/);
  });

  it('warns where others can reach an editor without a password', async () => {
    const { welcome } = await importScript<Words>('start/words.mjs');
    const { isLoopback } = await importScript<Options>('start/options.mjs');
    assert.match(welcome({ address: 'http://x', directory: '.demo', practice: false, openHost: '0.0.0.0' }), /Set a password first: adminAuth in \.demo\/settings\.js/);
    assert.deepEqual(['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::', '192.168.1.5'].map(isLoopback), [true, true, true, false, false, false]);
  });

  it('shows of Node-RED\'s log what matters: trouble with its trace, and each request', async () => {
    const { makeFilter } = await importScript<Log>('start/log.mjs');
    const lines = [
      '24 Nov 07:46:55 - [info] Starting flows', '24 Nov 07:46:55 - [warn] Projects disabled : editorTheme.projects.enabled=false', '  more of it',
      '24 Nov 07:46:55 - [error] [function:x] TypeError: y', '    at z', '', '24 Nov 07:46:56 - [info] [switchyard-ask:a] practice-small: cheapest', '24 Nov 07:46:57 - [info] Stopped flows', 'loose line',
    ];
    assert.deepEqual(lines.filter(makeFilter()), [lines[3], lines[4], lines[6]]);
  });

  it('takes arguments above the variables PORT and HOST', async () => {
    const { readOptions } = await importScript<Options>('start/options.mjs');
    assert.deepEqual(readOptions([], {}), { port: 1880, host: '127.0.0.1', flow: undefined });
    assert.deepEqual(readOptions(['--port', '99'], { PORT: '98', HOST: '::1' }), { port: 99, host: '::1', flow: undefined });
  });
});
