import { StringDecoder } from 'node:string_decoder';
import { failure, FailureError } from '../chat/failure';
import { createParser } from '../vendor/eventsource-parser';

export interface SseEvent { name?: string; data: string }

const byteOrderMark = 0xfeff;

/**
 * Server-sent events from bytes that may be cut anywhere, also inside a character or a line end (WHATWG HTML, section 9.2).
 * Comments, ids and unknown fields are skipped, a byte order mark is dropped. An event larger than `limitBytes` (measured in
 * UTF-16 units) throws FailureError(malformed): a vendor must not be able to fill the memory.
 */
export class SseReader {
  // Far quicker than a TextDecoder that streams; but it leaves the byte order mark.
  private readonly text = new StringDecoder('utf8');
  private readonly parser: ReturnType<typeof createParser>;
  private begun = false;

  constructor(onEvent: (event: SseEvent) => void, limitBytes = 8 * 1024 * 1024) {
    this.parser = createParser({
      maxBufferSize: limitBytes,
      onEvent(event) {
        if (event.data.length > limitBytes) tooLarge(limitBytes);
        onEvent({ name: event.event, data: event.data });
      },
      onError(problem) { if (problem.type === 'max-buffer-size-exceeded') tooLarge(limitBytes); },
    });
  }

  push(bytes: Uint8Array): void {
    const chunk = this.text.write(bytes as Buffer);
    if (chunk === '') return;
    this.parser.feed(this.begun || chunk.charCodeAt(0) !== byteOrderMark ? chunk : chunk.slice(1));
    this.begun = true;
  }

  /** The body has ended: an event without its blank line is handed out too, since several vendors end so. */
  end(): void { this.parser.feed(`${this.text.end()}\n\n`); }
}

function tooLarge(limitBytes: number): never {
  throw new FailureError(failure('malformed', `sent an event of more than ${Math.round(limitBytes / 1024)} kB`));
}

/** True for bytes that begin an object or a list, which no event does. */
export function beginsAsJson(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09);
  return first === 0x7b || first === 0x5b;
}
