import type { AudioBlock, FileBlock, ImageBlock } from '../chat/blocks';
import type { Weight } from './scripts';

/** OpenAI's low detail; OpenAI's high detail of a square photo; the most that Anthropic makes of one. */
export function imageTokens(block: ImageBlock): Weight {
  return block.image_url.detail === 'low' ? { low: 85, estimate: 85, high: 1_600 } : { low: 85, estimate: 765, high: 1_600 };
}

/** Vendors count 10 (OpenAI) to 32 (Gemini) tokens a second. Bytes a second, for speech: 48,000 as plain samples, 4,000 to 16,000 as MP3. */
export function audioTokens({ input_audio: { data, format } }: AudioBlock): Weight {
  const bytes = bytesOf(data);
  const [slowest, likely, quickest] = format === 'wav' || format === 'pcm16' ? [176_000, 48_000, 16_000] : [32_000, 8_000, 3_000];
  return { low: (bytes / slowest) * 10, estimate: (bytes / likely) * 20, high: (bytes / quickest) * 32 };
}

/**
 * A page of a PDF has 1,500 to 3,000 tokens, and anything from 2 kB (text) to 500 kB (a scan). Where only a name or an address is
 * given, nothing is known.
 */
export function fileTokens({ file }: FileBlock): Weight {
  if (file.file_data === undefined) return { low: 100, estimate: 3_000, high: 30_000 };
  return tokensOfBytes(bytesOf(file.file_data));
}

/** Content of an unknown sort, by its size. */
export function tokensOfBytes(bytes: number): Weight {
  return { low: Math.min(100, bytes / 200), estimate: Math.min(bytes / 4, 500 + bytes / 30), high: Math.min(bytes, 1_500 + bytes / 6) };
}

/** Bytes behind base64, with or without the head of a data URL. */
const bytesOf = (base64: string): number => Math.floor(base64.length * 0.75);
