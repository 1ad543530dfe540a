import type { Chat, ResponseFormat } from '../../chat/chat';
import type { Target } from '../dialect';
import type { Losses } from '../translate/warnings';
import { notInFormat, outputSchema } from './schema';

/** How a JSON answer is had: not wanted; by `output_config.format`; by a tool that must be called; or by words alone. */
export type JsonWay =
  | { kind: 'no' }
  | { kind: 'format'; format: { type: 'json_schema'; schema: unknown } }
  | { kind: 'tool'; name: string; description: string; schema: unknown }
  | { kind: 'words'; format: ResponseFormat };

const answerTool = 'json_answer';

/** Depends on chat and target alone, so that the decoder knows which tool is the answer. */
export function jsonWay(chat: Chat, { model }: Pick<Target, 'model'>, losses?: Losses): JsonWay {
  const format = chat.response_format;
  if (!format || format.type === 'text') return { kind: 'no' };
  if (format.type === 'json_object') {
    losses?.add('response_format', `${model.name} has no mode for any JSON object: it was asked in words.`);
    return { kind: 'words', format };
  }
  const { schema, description } = format.json_schema;
  if (!schema) {
    losses?.add('response_format', `${model.name} needs a schema for JSON: it was asked in words.`);
    return { kind: 'words', format };
  }
  const hasMode = model.can.json === 'schema';
  const unfit = hasMode ? notInFormat(schema) : undefined;
  if (hasMode && unfit === undefined) return { kind: 'format', format: { type: 'json_schema', schema: outputSchema(schema) } };
  const why = `${model.name} ${hasMode ? `takes no JSON schema with ${unfit}` : 'has no JSON schema mode'}`;
  // A tool's input is an object; other roots, and models that cannot be made to call a tool, are asked in words.
  if (schema.type === 'object' && model.can.tools && !model.refuses?.includes('forced tool') && chat.tool_choice !== 'none') {
    losses?.add('response_format', `${why}: the answer was asked for as the input of a tool.`);
    return { kind: 'tool', name: freeName(chat), description: description ?? 'Give your answer by calling this tool.', schema };
  }
  losses?.add('response_format', `${why}: it was asked in words.`);
  return { kind: 'words', format };
}

function freeName(chat: Chat): string {
  const taken = new Set((chat.tools ?? []).map((tool) => tool.name));
  let name = answerTool;
  while (taken.has(name)) name += '_';
  return name;
}
