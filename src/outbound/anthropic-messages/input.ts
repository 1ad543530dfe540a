import { blocksOf, textOf, type Block } from '../../chat/blocks';
import type { Message } from '../../chat/chat';
import { isWebAddress, readDataUrl } from '../translate/data-url';
import { fitId, type IdRule } from '../translate/tool-ids';
import type { Losses } from '../translate/warnings';

type Json = Record<string, unknown>;

export const toolIds: IdRule = { pattern: /^[A-Za-z0-9_-]+$/, least: 1, most: 64 };
const imageTypes = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

/** A user's message as blocks; empty texts are refused and left out. */
export function encodeInput(message: Message, losses: Losses): Json[] {
  const name = named(message, losses);
  const blocks = blocksOf(message.content).map((block) => encodeBlock(block, losses)).filter((block) => block !== undefined);
  const first = blocks.find((block) => block.type === 'text');
  if (first && name !== '') first.text = name + String(first.text);
  return blocks;
}

/** A tool's result, in the user's turn. */
export function encodeResult(message: Message, losses: Losses): Json {
  const content = typeof message.content === 'string' ? message.content : message.content.map((block) => encodeBlock(block, losses)).filter((block) => block !== undefined);
  return {
    ...message.extra?.['anthropic-messages'], type: 'tool_result', tool_use_id: fitId(message.tool_call_id ?? '', toolIds),
    ...(content.length > 0 && { content }), ...(message.is_error && { is_error: true }),
  };
}

/** One block of the user's, or undefined where it has nothing that can be sent. */
export function encodeBlock(block: Block, losses: Losses): Json | undefined {
  const own = block.extra?.['anthropic-messages'];
  switch (block.type) {
    case 'text': return block.text.trim() === '' ? undefined : { ...own, type: 'text', text: block.text };
    case 'refusal': return block.refusal === '' ? undefined : { type: 'text', text: block.refusal };
    case 'image_url': {
      const source = imageSource(block.image_url.url);
      if (source) return { ...own, type: 'image', source };
      losses.add('messages', 'Anthropic takes images as jpeg, png, gif or webp, by data URL or web address: another was left out.');
      return undefined;
    }
    case 'file': return encodeFile(block, own, losses);
    case 'input_audio':
      losses.add('messages', 'Anthropic\'s models take no audio: it was left out.');
      return undefined;
    case 'foreign':
      if (!own) losses.add('messages', 'Anthropic cannot read a piece that only another vendor understands: it was left out.');
      return own;
    default: return undefined;
  }
}

function imageSource(url: string): Json | undefined {
  if (isWebAddress(url)) return { type: 'url', url };
  const image = readDataUrl(url);
  return image && imageTypes.has(image.mediaType) ? { type: 'base64', media_type: image.mediaType, data: image.data } : undefined;
}

function encodeFile(block: Block & { type: 'file' }, own: Json | undefined, losses: Losses): Json | undefined {
  const { file_id: id, filename, file_data: data, url } = block.file;
  const source = url !== undefined && isWebAddress(url) ? { type: 'url', url } : data !== undefined ? fileSource(data)
    // OpenAI's files are called "file-...".
    : id !== undefined && (own || id.startsWith('file_')) ? { type: 'file', file_id: id } : undefined;
  if (!source) {
    losses.add('messages', 'Anthropic takes PDF, text and image files by data URL or web address: another was left out.');
    return undefined;
  }
  const isImage = 'media_type' in source && imageTypes.has(String(source.media_type));
  return { ...own, type: isImage ? 'image' : 'document', source, ...(filename !== undefined && !isImage && { title: filename }) };
}

function fileSource(url: string): Json | undefined {
  const file = readDataUrl(url);
  if (!file) return undefined;
  if (file.mediaType === 'application/pdf' || imageTypes.has(file.mediaType)) return { type: 'base64', media_type: file.mediaType, data: file.data };
  if (/^text\/|[/+]json$|[/+]xml$/.test(file.mediaType)) return { type: 'text', media_type: 'text/plain', data: Buffer.from(file.data, 'base64').toString('utf8') };
  return undefined;
}

/** A speaker's name has no place of its own. */
function named(message: Message, losses: Losses): string {
  if (message.name === undefined) return '';
  losses.add('messages', 'Anthropic knows no names of speakers: they stand before the text.');
  return textOf(message.content) === '' ? '' : `${message.name}: `;
}
