import assert from 'node:assert/strict';
import { addressOrBlank, between, betweenOrBlank, path, timeZoneOrBlank } from '../../nodes/kit/editor/checks';

/** Answers with the key and what is filled in, so that a test sees both. */
const node = { _: (key: string, values: object = {}) => [key, ...Object.values(values)].join(' ') };

describe('editor: checks', () => {
  it('take numbers in their bounds, typed or not', () => {
    for (const value of [1, '1', '100', 55]) assert.equal(between(node, value, 'label.tries', 1, 100, true), true);
    for (const value of [0, '', 'many', '0,15', 101, undefined, 'Infinity']) assert.equal(between(node, value, 'label.tries', 1, 100), 'kit.check.between label.tries 1 100');
    assert.equal(between(node, '2.5', 'label.tries', 1, 100, true), 'kit.check.whole label.tries 1 100');
    assert.equal(between(node, '2.5', 'label.tries', 1, 100), true);
  });
  it('say large bounds so that people can read them', () => assert.equal(between(node, -1, 'x', 0, 10_000), 'kit.check.between x 0 10,000'));
  it('leave variables to the runtime', () => {
    for (const check of [between, betweenOrBlank]) assert.equal(check(node, '${TRIES}', 'x', 1, 2), true);
    assert.equal(addressOrBlank(node, '${ADDRESS}'), true);
  });
  it('take a blank only where blank means something', () => {
    assert.equal(betweenOrBlank(node, '', 'x', 1, 2), true);
    assert.notEqual(betweenOrBlank(node, '3', 'x', 1, 2), true);
  });
  it('know addresses', () => {
    for (const good of ['', 'https://api.example.com/v1', 'http://localhost:11434', 'http://[::1]:8080/v1']) assert.equal(addressOrBlank(node, good), true, good);
    for (const bad of ['example.com', 'ftp://example.com', 'https://', 'https://a b', 'https://a/v1?key=1']) assert.equal(addressOrBlank(node, bad), 'kit.check.address', bad);
  });
  it('know paths', () => {
    for (const good of ['/v1', '/', '/my/chat-page']) assert.equal(path(node, good, 'label.path'), true, good);
    for (const bad of ['v1', '/:id', '/a b', '/?x']) assert.equal(path(node, bad, 'label.path'), 'kit.check.path label.path', bad);
  });
  it('know time zones', () => {
    for (const good of ['', 'Europe/Berlin', 'UTC']) assert.equal(timeZoneOrBlank(node, good), true, good);
    assert.equal(timeZoneOrBlank(node, 'Berlin'), 'kit.check.timeZone Berlin');
  });
});
