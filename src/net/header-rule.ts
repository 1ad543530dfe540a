const token = /^[!#$%&'*+\-.^_`|~A-Za-z0-9]+$/;
// oxlint-disable-next-line no-control-regex -- a tab is the one that may stand there
const letters = /^[\t\x20-\x7e\x80-\xff]*$/;
/** The connection writes these itself, and takes them from nobody. */
const ofConnection: ReadonlySet<string> = new Set(['content-length', 'expect', 'keep-alive', 'transfer-encoding', 'upgrade']);

export const isHeaderName = (name: string): boolean => token.test(name);
export const isHeaderValue = (value: string): boolean => letters.test(value);
export const isOfConnection = (name: string): boolean => ofConnection.has(name.toLowerCase());
