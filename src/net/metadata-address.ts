/**
 * Where clouds hand out the credentials of a machine to whoever asks from it: AWS (also ECS and EKS), Google, Azure, Alibaba, Tencent, Oracle,
 * OpenStack, Scaleway. No model lives there, but an address that somebody else may choose must not lead there.
 */
const names = new Set(['metadata.google.internal', 'metadata.goog', 'metadata', 'instance-data', 'instance-data.ec2.internal', 'metadata.tencentyun.com']);
const addresses = new Set([
  '168.63.129.16', '100.100.100.200', '192.0.0.192',
  // Not all of fe80::/10, under which some networks also tell of the machines in a house.
  'fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254', 'fd00:42::42', 'fe80::a9fe:a9fe',
]);

/** True for a metadata service, by host name or by address, as `URL.hostname` or a resolver writes it. */
export function isMetadataAddress(host: string): boolean {
  const bare = host.toLowerCase().replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return names.has(bare) || isAddress(bare) || isAddress(embedded(bare));
}

/** All that is only for one cable (169.254.0.0/16) counts: most clouds have theirs there, each at another place. */
function isAddress(address: string): boolean {
  return addresses.has(address) || /^169\.254\.\d{1,3}\.\d{1,3}$/.test(address);
}

/** The IPv4 address in "::ffff:a9fe:a9fe", "::ffff:169.254.169.254" or, where a network translates to IPv4, "64:ff9b::a9fe:a9fe". */
function embedded(address: string): string {
  const tail = /^(?:(?:0:0:0:0:0|:):ffff|64:ff9b:(?:0:0:0:0)?):(.+)$/.exec(address)?.[1];
  if (tail === undefined || tail.includes('.')) return tail ?? '';
  const [high = NaN, low = NaN] = tail.split(':').map((part) => Number.parseInt(part, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
