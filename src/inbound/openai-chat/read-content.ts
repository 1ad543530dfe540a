import type { Block, Content } from '../../chat/blocks';
import { bad, extraOf, isObject, kindOf, objectAt, rest, textAt, type Json } from './check';

const known = {
  text: new Set(['type', 'text']),
  image_url: new Set(['type', 'image_url']),
  input_audio: new Set(['type', 'input_audio']),
  file: new Set(['type', 'file']),
  refusal: new Set(['type', 'refusal']),
};

/**
 * One part of a content list. Inner objects (`image_url`, `input_audio`, `file`) have OpenAI's shape in canonical words too,
 * so they are kept whole, unknown fields and all. A part of an unknown type is kept as a foreign block.
 */
function readPart(part: unknown, field: string): Block {
  if (!isObject(part)) throw bad(field, `${field} must be an object with a type, such as {"type": "text", "text": "..."}, but it is ${kindOf(part)}.`);
  switch (part.type) {
    case 'text':
      return { type: 'text', text: textAt(part.text, `${field}.text`), ...extraOf(rest(part, known.text)) };
    case 'refusal':
      return { type: 'refusal', refusal: textAt(part.refusal, `${field}.refusal`), ...extraOf(rest(part, known.refusal)) };
    case 'image_url': {
      const image = objectAt(part.image_url, `${field}.image_url`) as Json & { url: string };
      textAt(image.url, `${field}.image_url.url`);
      return { type: 'image_url', image_url: image, ...extraOf(rest(part, known.image_url)) };
    }
    case 'input_audio': {
      const audio = objectAt(part.input_audio, `${field}.input_audio`) as Json & { data: string; format: string };
      textAt(audio.data, `${field}.input_audio.data`);
      textAt(audio.format, `${field}.input_audio.format`);
      return { type: 'input_audio', input_audio: audio, ...extraOf(rest(part, known.input_audio)) };
    }
    case 'file': return { type: 'file', file: readFile(part.file, `${field}.file`), ...extraOf(rest(part, known.file)) };
    default:
      return { type: 'foreign', extra: { 'openai-chat': foreign(part, field) } };
  }
}

function readFile(value: unknown, field: string): Json & { file_id?: string; filename?: string; file_data?: string; url?: string } {
  const file = objectAt(value, field);
  if (typeof file.file_id !== 'string' && typeof file.file_data !== 'string' && typeof file.url !== 'string') {
    throw bad(field, `${field} holds no file. Give file_data (a data URL) with a filename, or file_id.`);
  }
  return file;
}

function foreign(part: Json, field: string): Json {
  if (typeof part.type !== 'string' || part.type === '') throw bad(`${field}.type`, `${field}.type is ${kindOf(part.type)}. Use text, image_url, input_audio or file.`);
  return rest(part, none) ?? {};
}

const none: ReadonlySet<string> = new Set();

/** A text stays a text, a list becomes blocks: so each is written back as it came. */
export function readContent(content: unknown, field: string): Content {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) throw bad(field, `${field} must be a text or a list of parts, but it is ${kindOf(content)}.`);
  return content.map((part: unknown, index) => readPart(part, `${field}[${index}]`));
}
