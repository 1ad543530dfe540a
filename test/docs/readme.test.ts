import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../kit/test-package';
import * as library from '../../src/core';
import { scriptedNet, say } from '../kit/scripted-net';
import { systemClock } from '../../src/clock';

const readme = readFileSync(join(checkout, 'README.md'), 'utf8');

describe('README', () => {
  it('has a library example that runs as it stands', async () => {
    const code = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    assert.ok(code.trim().split('\n').length <= 12, 'about ten lines');
    const net = scriptedNet(systemClock, () => say('Hello there.'));
    const required = (name: string): unknown => {
      assert.equal(name, '@switchyard/node-red-llm-router/core');
      return { ...library, createCore: () => library.createCore({ net }) };
    };
    let written = '';
    const fakeProcess = { env: { OPENAI_API_KEY: 'sk-test' }, stdout: { write: (text: string) => { written += text; } } };
    const AsyncFunction = (async () => undefined).constructor as new (...parts: string[]) => (...given: unknown[]) => Promise<void>;
    await new AsyncFunction('require', 'process', code)(required, fakeProcess);
    assert.equal(written, 'Hello there.');
    assert.equal(net.calls[0]?.call.headers.authorization, 'Bearer sk-test');
  });

  it('names every node, and only files that are there', () => {
    const { 'node-red': { nodes } } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { 'node-red': { nodes: Record<string, string> } };
    for (const type of Object.keys(nodes)) {
      const word = { 'switchyard-ask': 'ask model', 'switchyard-cache': 'LLM cache', 'switchyard-memory': 'chat memory', 'switchyard-endpoint': 'chat endpoint', 'switchyard-events': 'LLM events', 'switchyard-cost-guard': 'cost guard' }[type] ?? type.replace('switchyard-', '');
      assert.match(readme, new RegExp(`\\*${word}\\*`), type);
    }
    for (const [, path] of readme.matchAll(/`((?:src|docs|nodes|examples|test)\/[^`*]*)`/g)) assert.ok(existsSync(join(checkout, path as string)), path);
    for (const [, path] of readme.matchAll(/\]\((docs\/[^)]*)\)/g)) assert.ok(existsSync(join(checkout, path as string)), path);
  });
});

describe('docs/architecture.md', () => {
  it('names only folders and files that are there', () => {
    const text = readFileSync(join(checkout, 'docs/architecture.md'), 'utf8');
    for (const [, path] of text.matchAll(/`((?:src|nodes|test|scripts)\/[\w./-]+)`/g)) assert.ok(existsSync(join(checkout, path as string)), path);
    for (const [, path] of text.matchAll(/`((?:run|chat)\/[\w-]+\.ts)`/g)) assert.ok(existsSync(join(checkout, 'src', path as string)), path);
  });
});
