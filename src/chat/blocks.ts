import type { Extra } from './extra';

/** Content is an ordered list of blocks under OpenAI's names. A plain string stands for one text block. */
export type Content = string | Block[];

export interface TextBlock { type: 'text'; text: string; extra?: Extra }
export interface ImageBlock { type: 'image_url'; image_url: { url: string; detail?: string }; extra?: Extra }
export interface AudioBlock { type: 'input_audio'; input_audio: { data: string; format: string }; extra?: Extra }
/** `file_data` is a data URL; `url` a web address. One of `file_id`, `file_data`, `url` is set. */
export interface FileBlock { type: 'file'; file: { file_id?: string; filename?: string; file_data?: string; url?: string }; extra?: Extra }
export interface RefusalBlock { type: 'refusal'; refusal: string; extra?: Extra }
/** The model's own thinking. `opaque` (signature, encrypted text) goes back only to the dialect in `extra`. */
export interface ReasoningBlock { type: 'reasoning'; text: string; extra?: Extra }
/** `arguments` is the text that the model wrote; it may be invalid JSON. */
export interface ToolCallBlock { type: 'tool_call'; id: string; name: string; arguments: string; custom?: true; extra?: Extra }
/** A block that only its own dialect understands, kept whole in `extra`. */
export interface ForeignBlock { type: 'foreign'; extra: Extra }

export type Block =
  | TextBlock | ImageBlock | AudioBlock | FileBlock | RefusalBlock | ReasoningBlock | ToolCallBlock | ForeignBlock;

/** The text of some content, its text blocks joined with nothing between. */
export function textOf(content: Content): string {
  if (typeof content === 'string') return content;
  let text = '';
  for (const block of content) if (block.type === 'text') text += block.text;
  return text;
}

/** Content as blocks, a plain string as one text block. */
export function blocksOf(content: Content): Block[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}
