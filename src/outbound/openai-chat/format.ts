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
  const { json = 'schema' } = vendor.differs ?? {};
  const best = Math.min(levels[json === 'schema alone' ? 'schema' : json], levels[model.can.json]);
  const takesObject = best >= levels.object && json !== 'schema alone';
  if (format.type === 'json_schema' ? best === levels.schema : takesObject) return { fields: { response_format: format } };
  if (takesObject) {
    losses.add('response_format', `${model.name} at ${vendor.label} has no JSON schema mode: the schema went into the instructions, and any JSON object is taken.`);
    return { fields: { response_format: { type: 'json_object' } }, instruct: format };
  }
  losses.add('response_format', `${model.name} at ${vendor.label} has no JSON mode${best === levels.schema ? ' without a schema' : ''}: it was only asked in words for JSON.`);
  return { fields: {}, instruct: format };
}
