/**
 * Where clouds hand out the credentials of a machine to whoever asks from it: AWS (also ECS and EKS), Google, Azure, Alibaba, Oracle,
 * Scaleway. No model lives there, but an address that somebody else may choose must not lead there.
 */
const names = new Set(['metadata.google.internal', 'metadata.goog', 'metadata', 'instance-data', 'instance-data.ec2.internal']);
const addresses = new Set([
  '169.254.169.254', '169.254.170.2', '169.254.170.23', '169.254.42.42', '168.63.129.16', '100.100.100.200', '192.0.0.192',
  'fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254', 'fd00:42::42',
]);

/** True for a metadata service, by host name or by address, as `URL.hostname` or a resolver writes it. */
export function isMetadataAddress(host: string): boolean {
  const bare = host.toLowerCase().replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return names.has(bare) || addresses.has(bare) || addresses.has(mapped(bare));
}

/** The IPv4 address in "::ffff:a9fe:a9fe" or "::ffff:169.254.169.254". */
function mapped(address: string): string {
  const tail = /^(?:0:0:0:0:0|:):ffff:(.+)$/.exec(address)?.[1];
  if (tail === undefined || tail.includes('.')) return tail ?? '';
  const [high = NaN, low = NaN] = tail.split(':').map((part) => Number.parseInt(part, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
