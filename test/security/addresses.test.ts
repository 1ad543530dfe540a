import assert from 'node:assert/strict';
import dns = require('node:dns');
import type { Failure } from '../../src/chat/failure';
import { isMetadataAddress } from '../../src/net/metadata-address';
import { undiciNet } from '../../src/net/undici';
import { compile } from '../../src/run/snapshot';
import { model, provider } from '../kit/test-core';

/** What is wrong with a provider at this address, or undefined. */
function refused(address: string, more: Parameters<typeof provider>[2] = {}): string | undefined {
  return compile([provider('P', [model('one')], { address, ...more })]).problems[0]?.failure.message;
}

describe('where a provider may be', () => {
  const metadata = [
    'http://169.254.169.254/latest', 'https://169.254.169.254', 'http://2852039166/v1', 'http://0xA9FEA9FE/v1', 'http://0251.0376.0251.0376/v1',
    'http://[fd00:ec2::254]/v1', 'http://[fd00:0ec2:0:0::254]/v1', 'http://[::ffff:169.254.169.254]/v1', 'http://[::ffff:a9fe:a9fe]/v1',
    'https://metadata.google.internal/v1', 'https://METADATA.google.internal./v1', 'http://169.254.170.2/v1', 'http://100.100.100.200/v1',
    'http://169.254.170.23/v1', 'http://169.254.42.42/v1', 'http://169.254.0.23/v1', 'http://168.63.129.16/v1', 'http://192.0.0.192/v1', 'http://[fd00:ec2::23]/v1',
    'http://[fd20:ce::254]/v1', 'http://[fd00:42::42]/v1', 'http://[fe80::a9fe:a9fe]/v1', 'http://[64:ff9b::a9fe:a9fe]/v1', 'http://[64:ff9b::169.254.0.23]/v1',
    'http://metadata.goog/v1', 'http://metadata/v1', 'http://instance-data/v1', 'http://instance-data.ec2.internal/v1', 'http://metadata.tencentyun.com/v1',
  ];
  for (const address of metadata) {
    it(`not at ${address}`, () => {
      assert.match(refused(address) ?? '', /metadata service/);
      assert.match(refused(address, { allowPlainHttp: true, key: undefined }) ?? '', /metadata service/);
    });
  }

  it('not at one of those that a resolver writes out, but at what only looks like one', () => {
    for (const host of ['64:ff9b:0:0:0:0:a9fe:a9fe', '::ffff:169.254.169.254']) assert.equal(isMetadataAddress(host), true, host);
    for (const host of ['metadata.example.com', '10.169.254.169', 'my-metadata', '::1', '127.0.0.1', '169.254.example.com', '64:ff9b::a00:1', '::ffff:10.0.0.1']) assert.equal(isMetadataAddress(host), false, host);
  });

  it('not under a name that leads there', async () => {
    const { lookup } = dns;
    const net = undiciNet();
    const resolver = (_name: string, _options: unknown, found: (problem: null, addresses: dns.LookupAddress[]) => void): void => found(null, [{ address: '169.254.169.254', family: 4 }]);
    Object.assign(dns, { lookup: resolver });
    try {
      const failure = await new Promise<Failure>((resolve) => {
        net.send({ method: 'GET', url: 'http://innocent.example/v1', headers: {} }, { head: () => undefined, data: () => true, end: () => undefined, fail: resolve });
      });
      assert.equal(failure.kind, 'connect');
      assert.match(failure.message, /leads to a cloud's metadata service/);
    } finally {
      Object.assign(dns, { lookup });
      await net.close();
    }
  });

  it('a key goes over plain http only to this machine, or where that is ticked', () => {
    for (const address of ['http://api.example/v1', 'http://192.168.1.20:11434/v1', 'http://localhost.example/v1', 'http://127.0.0.1.example/v1', 'http://[fe80::1]/v1']) {
      assert.match(refused(address) ?? '', /plain http/, address);
      assert.equal(refused(address, { allowPlainHttp: true }), undefined);
      assert.equal(refused(address, { key: undefined }), undefined);
    }
    for (const address of ['http://localhost:11434/v1', 'http://127.0.0.1:8080/v1', 'http://127.8.9.1/v1', 'http://[::1]:1/v1', 'https://api.example/v1']) {
      assert.equal(refused(address), undefined, address);
    }
  });

  it('not at an address that is no web address, or that holds a password', () => {
    for (const address of ['file:///etc/passwd', 'ftp://a.example', 'javascript:alert(1)', 'not an address', 'https://user:secret-password@a.example']) {
      assert.ok(refused(address), address);
      assert.ok(!refused(address)?.includes('secret-password'));
    }
  });
});
