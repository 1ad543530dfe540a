/** What a validator answers: true, or a sentence that says what to do. */
export type Verdict = true | string;

/** A node, as far as a check needs it: it looks up a text of its catalogue. */
interface Speaker { _(key: string, values?: Record<string, string | number>): string }

const environment = /^\$\{[^}]+\}$/;
const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '';
/** A value that Node-RED replaces when the flows start cannot be judged here. */
export const isVariable = (value: unknown): boolean => typeof value === 'string' && environment.test(value);

/** A number from `least` to `most`. `field` is the label's key in the node's catalogue. */
export function between(node: Speaker, value: unknown, field: string, least: number, most: number, whole = false): Verdict {
  if (isVariable(value)) return true;
  const number = Number(value);
  const fits = !isBlank(value) && Number.isFinite(number) && number >= least && number <= most && (!whole || Number.isInteger(number));
  if (fits) return true;
  const key = whole ? 'kit.check.whole' : 'kit.check.between';
  return node._(key, { field: node._(field), least: least.toLocaleString('en-US'), most: most.toLocaleString('en-US') });
}

/** The same, or blank. */
export function betweenOrBlank(node: Speaker, value: unknown, field: string, least: number, most: number, whole = false): Verdict {
  if (isBlank(value)) return true;
  const verdict = between(node, value, field, least, most, whole);
  return verdict === true ? true : `${verdict} ${node._('kit.check.orBlank')}`;
}

/** An http or https address, or blank. */
export function addressOrBlank(node: Speaker, value: unknown): Verdict {
  if (isBlank(value) || isVariable(value)) return true;
  return /^https?:\/\/[^\s/?#]+[^\s?#]*$/i.test(String(value)) ? true : node._('kit.check.address');
}

/** A path of this Node-RED, such as "/v1". */
export function path(node: Speaker, value: unknown, field: string): Verdict {
  if (isVariable(value)) return true;
  return /^\/[\w\-./~]*$/.test(String(value)) ? true : node._('kit.check.path', { field: node._(field) });
}

/** A time zone that this browser knows by name, or blank. */
export function timeZoneOrBlank(node: Speaker, value: unknown): Verdict {
  if (isBlank(value) || isVariable(value)) return true;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: String(value) });
    return true;
  } catch {
    return node._('kit.check.timeZone', { value: String(value) });
  }
}
