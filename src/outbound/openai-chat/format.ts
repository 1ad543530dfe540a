import type { Chat, ResponseFormat } from '../../chat/chat';
import type { Target } from '../dialect';
import type { Losses } from '../translate/warnings';

interface EncodedFormat {
  fields: { response_format?: unknown };
  /** The wish that has to be put into words, since no mode of the target holds it. */
  instruct?: ResponseFormat;
}

const levels = { none: 0, object: 1, schema: 2 } as const;

/** The JSON mode: the schema where model and vendor can, else any JSON object, else words alone; the last two with a warning. */
export function encodeFormat(chat: Chat, { vendor, model }: Target, losses: Losses): EncodedFormat {
  const format = chat.response_format;
  if (!format) return { fields: {} };
  if (format.type === 'text') return { fields: { response_format: format } };
  const best = Math.min(levels[vendor.differs?.json ?? 'schema'], levels[model.can.json]);
  if (best >= (format.type === 'json_schema' ? levels.schema : levels.object)) return { fields: { response_format: format } };
  if (best === levels.object) {
    losses.add('response_format', `${model.name} at ${vendor.label} has no JSON schema mode: the schema went into the instructions, and any JSON object is taken.`);
    return { fields: { response_format: { type: 'json_object' } }, instruct: format };
  }
  losses.add('response_format', `${model.name} at ${vendor.label} has no JSON mode: it was only asked in words for JSON.`);
  return { fields: {}, instruct: format };
}
