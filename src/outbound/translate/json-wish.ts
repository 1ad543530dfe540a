import type { ResponseFormat } from '../../chat/chat';

/** What a model without a JSON mode (or with only the loose one) is told instead. */
export function jsonInstruction(format: ResponseFormat): string {
  const plain = 'Answer with one JSON object only: no other text before or after it, and no code fence.';
  if (format.type !== 'json_schema') return plain;
  const schema = format.json_schema.schema ? ` It must fit this JSON schema:\n${JSON.stringify(format.json_schema.schema)}` : '';
  return `${plain}${schema}`;
}
