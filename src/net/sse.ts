import { failure, FailureError } from '../chat/failure';
import { createParser } from '../vendor/eventsource-parser';

export interface SseEvent { name?: string; data: string }

export interface SseReader {
  push(bytes: Uint8Array): void;
  /** The body has ended: an event without its blank line is handed out too, since several vendors end so. */
  end(): void;
}

/**
 * Server-sent events from bytes that may be cut anywhere, also inside a character or a line end (WHATWG HTML, section 9.2).
 * Comments, ids and unknown fields are skipped, a byte order mark is dropped. An event larger than `limitBytes` (measured in
 * UTF-16 units) throws FailureError(malformed): a vendor must not be able to fill the memory.
 */
export function sseReader(onEvent: (event: SseEvent) => void, limitBytes = 8 * 1024 * 1024): SseReader {
  const text = new TextDecoder();
  const tooLarge = (): never => {
    throw new FailureError(failure('malformed', `sent an event of more than ${Math.round(limitBytes / 1024)} kB`));
  };
  const parser = createParser({
    maxBufferSize: limitBytes,
    onEvent(event) {
      if (event.data.length > limitBytes) tooLarge();
      onEvent({ name: event.event, data: event.data });
    },
    onError(problem) { if (problem.type === 'max-buffer-size-exceeded') tooLarge(); },
  });
  return {
    push(bytes) {
      const chunk = text.decode(bytes, { stream: true });
      if (chunk !== '') parser.feed(chunk);
    },
    end() { parser.feed(`${text.decode()}\n\n`); },
  };
}
