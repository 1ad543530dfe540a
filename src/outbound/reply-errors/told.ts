type Json = Record<string, unknown>;

/** What an error body tells, whatever its shape. */
export interface Told {
  message: string;
  type?: string;
  code?: string;
  /** A code that is a number: often the status that the vendor would have sent. */
  number?: number;
  /** The field of the request that is wrong. */
  param?: string;
  /** The cause as the vendor behind an aggregator put it, or further details. */
  detail?: Json;
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
/** No error needs more to be understood, and a reply may hold megabytes: patterns are looked for in every text. */
const mostCharacters = 4_000;
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value.slice(0, mostCharacters) : undefined);

/**
 * Reads an error in any of the shapes that vendors have: `{error: {...}}`, `{error: "text"}`, flat, `{message}`, `{detail}`,
 * `{fault}`, `{errors: [...]}`, `{base_resp}`, a list around one of them. Undefined where the value tells no error.
 */
export function toldBy(value: unknown): Told | undefined {
  if (Array.isArray(value)) return value.length > 0 ? toldBy(value[0]) : undefined;
  if (!isObject(value)) return undefined;
  const { error } = value;
  if (isObject(error)) return fromObject(error, value);
  const said = text(error);
  if (said !== undefined) return { ...codes(value), message: said, type: text(value.error_type) ?? text(value.type) };
  return flat(value);
}

/** What an aggregator quotes of the vendor behind it: that one's error where it can be read, else its text. */
export function causeOf({ detail }: Told): Told | undefined {
  const raw = detail?.raw;
  if (typeof raw !== 'string') return undefined;
  let told: Told | undefined;
  try { told = toldBy(JSON.parse(raw)); } catch { told = undefined; }
  return told ?? { message: raw.slice(0, mostCharacters) };
}

function flat(value: Json): Told | undefined {
  const message = text(value.message) ?? text(value.Message) ?? text(value.error_msg);
  if (message !== undefined) return { ...codes(value), message, type: text(value.type), param: text(value.param) };
  if (isObject(value.message)) return { ...codes(value), ...validation(value.message.detail), type: text(value.type) };
  if (value.detail !== undefined) return isObject(value.detail) ? toldBy(value.detail) : { ...codes(value), ...validation(value.detail) };
  if (isObject(value.fault)) return { message: text(value.fault.faultstring) ?? 'fault' };
  if (Array.isArray(value.errors) && value.errors.length > 0) return toldBy(value.errors[0]) ?? { message: String(value.errors[0]).slice(0, mostCharacters) };
  if (isObject(value.base_resp) && value.base_resp.status_code !== 0) return { message: text(value.base_resp.status_msg) ?? 'error', ...codes({ code: value.base_resp.status_code }) };
  return undefined;
}

function fromObject(error: Json, around: Json): Told {
  const inner = flat(error);
  const own = codes(error);
  const details = Array.isArray(error.details) ? error.details.find((each): each is Json => isObject(each) && (text(each.reason) !== undefined || text(each.retryDelay) !== undefined)) : undefined;
  return {
    message: inner?.message ?? text(error.status) ?? '',
    type: text(error.type) ?? text(error.status) ?? inner?.type,
    code: text(error.code) ?? text(details?.reason) ?? (isObject(error.innererror) ? text(error.innererror.code) : undefined) ?? own.code,
    number: inner?.number ?? own.number ?? codes({ code: around.status_code }).number,
    param: text(error.param) ?? inner?.param,
    detail: isObject(error.metadata) ? error.metadata : details,
  };
}

/** A code as text, and as a number where it is one. */
function codes(value: Json): Pick<Told, 'code' | 'number'> {
  const { code } = value;
  if (typeof code === 'number') return { code: String(code), number: code };
  const word = text(code);
  return word === undefined ? {} : { code: word, ...(/^\d+$/.test(word) && { number: Number(word) }) };
}

/** FastAPI's list of what is wrong where. The input it may hold is left out: it is the prompt. */
function validation(detail: unknown): Pick<Told, 'message' | 'param' | 'type'> {
  if (typeof detail === 'string') return { message: detail.slice(0, mostCharacters) };
  const first = Array.isArray(detail) ? detail.find(isObject) : undefined;
  if (!first) return { message: 'validation error' };
  const where = Array.isArray(first.loc) ? first.loc.filter((step) => step !== 'body').join('.').slice(0, mostCharacters) : undefined;
  const message = text(first.msg) ?? 'validation error';
  return { message: where ? `${where}: ${message}` : message, param: where, type: text(first.type) };
}
