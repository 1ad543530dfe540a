import assert from 'node:assert/strict';
import { importFromChatPage } from '../kit/chat-page';
import { fromTestPackage } from '../kit/test-package';

interface Reader { push(text: string): void; end(): void }
const fastCheck = fromTestPackage<typeof import('fast-check')>('fast-check');

describe('chat page, reading events', () => {
  let makeEventReader: (take: (data: string) => void) => Reader;
  before(async () => { ({ makeEventReader } = await importFromChatPage<{ makeEventReader: typeof makeEventReader }>('events.js')); });

  const read = (...pieces: string[]) => {
    const seen: string[] = [];
    const reader = makeEventReader((data) => seen.push(data));
    pieces.forEach(reader.push);
    reader.end();
    return seen;
  };

  it('reads one event after the other, and passes over comments and other fields', () => {
    assert.deepEqual(read(': ping\n\nevent: x\ndata: one\n\ndata:two\nid: 3\n\n'), ['one', 'two']);
  });

  it('joins several data lines of one event', () => {
    assert.deepEqual(read('data: a\ndata:  b\n\n'), ['a\n b']);
  });

  it('takes the last event though its blank line is missing', () => {
    assert.deepEqual(read('data: a\n\ndata: b'), ['a', 'b']);
  });

  it('takes a return and a line feed for one end of line, though they come apart', () => {
    assert.deepEqual(read(...'data: a\r\ndata: b\r\n\r\n'), ['a\nb']);
  });

  it('reads the same however the text is cut, with any end of line', () => {
    const cuts = fastCheck.array(fastCheck.nat(200), { maxLength: 12 });
    fastCheck.assert(fastCheck.property(cuts, fastCheck.constantFrom('\n', '\r\n', '\r'), (at, newline) => {
      const text = ['data: {"a":1}', '', ': ping', 'data: x', 'data: y', '', 'data: [DONE]', '', ''].join(newline);
      const points = [0, ...at.filter((point) => point < text.length).sort((a, b) => a - b), text.length];
      const pieces = points.slice(1).map((point, index) => text.slice(points[index], point));
      assert.deepEqual(read(...pieces), ['{"a":1}', 'x\ny', '[DONE]']);
    }));
  });
});
