import type { Block, Content } from '../../chat/blocks';
import type { Target } from '../dialect';
import { isWebAddress } from '../translate/data-url';
import type { Losses } from '../translate/warnings';

type Json = Record<string, unknown>;

/** Content that stands in one message: a text stays a text, a list a list, unless the vendor wants plain text. */
export function encodeContent(content: Content, target: Target, losses: Losses): string | Json[] {
  if (typeof content === 'string') return content;
  const parts = content.map((block) => encodePart(block, target, losses)).filter((part) => part !== undefined);
  if (target.vendor.differs?.plainText && parts.every((part) => part.type === 'text')) return parts.map((part) => part.text).join('\n');
  return parts;
}

/** One part of a list, or undefined where it is no part: tool calls and thinking stand beside the content. */
export function encodePart(block: Block, { vendor }: Target, losses: Losses): Json | undefined {
  // A strict vendor refuses what it does not know in a part too.
  const own = vendor.differs?.strict ? {} : block.extra?.['openai-chat'];
  switch (block.type) {
    case 'text': return { ...own, type: 'text', text: block.text };
    case 'refusal': return { ...own, type: 'refusal', refusal: block.refusal };
    case 'image_url':
      if (vendor.differs?.imagesInlineOnly && isWebAddress(block.image_url.url)) {
        losses.add('messages', `${vendor.label} does not fetch images: send them as data URLs. Only the address was sent.`);
        return { type: 'text', text: `[image: ${block.image_url.url}]` };
      }
      return { ...own, type: 'image_url', image_url: block.image_url };
    case 'input_audio': return { ...own, type: 'input_audio', input_audio: block.input_audio };
    case 'file': return { ...own, type: 'file', file: block.file };
    case 'foreign': {
      const whole = block.extra['openai-chat'];
      if (!whole) losses.add('messages', `${vendor.label} cannot read a piece that only another vendor understands: it was left out.`);
      return whole;
    }
    default: return undefined;
  }
}
