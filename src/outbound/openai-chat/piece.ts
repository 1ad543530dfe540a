import type { Part } from '../../chat/part';

type Json = Record<string, unknown>;

/** Text, or the texts in a list (`[{type: "text", text}]`, or plain texts). */
function joined(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return '';
  return value.map((each: unknown) => (typeof each === 'string' ? each : typeof each === 'object' && each !== null && 'text' in each ? joined(each.text) : '')).join('');
}

/** The thinking of a delta or message: one of the two names; some send both, with the same text. */
export function reasoningOf(message: Json): string {
  const content = joined(message.reasoning_content);
  return content !== '' ? content : joined(message.reasoning);
}

/** Content as parts: a text, or Mistral's list of text and thinking. `text` gets every text, to look for tags in it. */
export function contentOf(content: unknown, text: (text: string) => Part[]): Part[] {
  if (typeof content === 'string') return content === '' ? [] : text(content);
  if (!Array.isArray(content)) return [];
  return content.flatMap((piece: unknown): Part[] => {
    if (typeof piece === 'string') return piece === '' ? [] : text(piece);
    if (typeof piece !== 'object' || piece === null) return [];
    const { type } = piece as Json;
    if (type === 'thinking') {
      const thought = joined((piece as Json).thinking);
      return thought === '' ? [] : [{ type: 'reasoning', text: thought }];
    }
    if (type === 'text' || type === 'output_text') return text(joined((piece as Json).text));
    return [{ type: 'extra', dialect: 'openai-chat', value: { message: { content: [piece] } } }];
  });
}
