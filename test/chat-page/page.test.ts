import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../kit/test-package';

const folder = join(checkout, 'nodes', 'endpoint', 'chat-page');
const files = readdirSync(folder);
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');

describe('chat page, its files', () => {
  it('has no inline script or style and no address of another host, so that the strictest policy fits', () => {
    const html = textOf('index.html');
    assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/);
    for (const file of files) {
      assert.doesNotMatch(textOf(file), /['"`(]\/\/[\w-]+\./, `${file}: an address without its protocol`);
      const foreign = textOf(file).match(/(?:https?|wss?):\/\/[^\s'"`)]+/g)?.filter((address) => address !== 'http://www.w3.org/2000/svg') ?? [];
      assert.deepEqual(foreign, [], file);
    }
  });

  it('never makes HTML of a text', () => {
    for (const file of files) assert.doesNotMatch(textOf(file), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b/, file);
  });

  it('names only files that are there', () => {
    const named = [...textOf('index.html').matchAll(/(?:href|src)="chat\/([^"]+)"/g)].map((found) => found[1]!);
    const imported = files.flatMap((file) => [...textOf(file).matchAll(/from '\.\/([^']+)'/g)].map((found) => found[1]!));
    assert.ok(named.length >= 2);
    for (const file of [...named, ...imported]) assert.ok(files.includes(file), file);
  });

  it('labels every field and every button that shows only a drawing', () => {
    const html = textOf('index.html');
    for (const [tag] of html.matchAll(/<(?:textarea|select)[^>]*>/g)) assert.ok(html.includes(`for="${/id="(\w+)"/.exec(tag)![1]}"`), tag);
    for (const [button, inner] of html.matchAll(/<button[^>]*>(.*?)<\/button>/gs)) assert.ok(/aria-label=/.test(button) || inner!.replace(/<svg.*?<\/svg>/gs, '').replace(/<[^>]*>/g, '').trim(), button);
  });
});
