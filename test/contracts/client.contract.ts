import assert from 'node:assert/strict';
import { FailureError, failure, failures, type FailureKind } from '../../src/chat/failure';
import type { Part } from '../../src/chat/part';
import type { ClientDialect } from '../../src/inbound/dialect';
import { answerSaying, headWith, outcomeWith } from '../kit/outcomes';

/** What every client dialect must do. `question` is a body that it can read, asking `Why is the sky blue?`. */
export function clientContract(dialect: ClientDialect, question: unknown): void {
  const words = 'Because of "Rayleigh" scattering.\n\nMore: 😀';
  /** What a client has on its wire after these batches. */
  function written(batches: Part[][], outcome = outcomeWith()): string {
    const writer = dialect.writer({ include_usage: true });
    return writer.open(headWith()) + batches.map((parts) => writer.push(parts)).join('') + writer.end(outcome);
  }
  /** How this dialect writes the words, whatever stands around them. */
  const escaped = (text: string) => (dialect.id === 'text' ? text : JSON.stringify(text).slice(1, -1));

  describe(`client dialect: ${dialect.id}`, () => {
    it('reads a question', () => {
      const chat = dialect.read(question);
      assert.equal(chat.stream, false);
      assert.deepEqual(chat.messages.map(({ role, content }) => [role, content]), [['user', 'Why is the sky blue?']]);
    });

    it('refuses what it cannot read with a failure that names a field, and never breaks', () => {
      const nested = JSON.parse('{"__proto__": {"messages": [{"role": "user", "content": "x"}]}}') as unknown;
      for (const body of [undefined, null, '', '   ', {}, [], { messages: [] }, { messages: 'x' }, { messages: [null] }, { messages: [{ role: 'bot', content: 'x' }] }, nested, Symbol('x'), () => 1]) {
        assert.throws(() => dialect.read(body), (error: unknown) => {
          assert.ok(error instanceof FailureError);
          assert.equal(error.failure.kind, 'bad_request');
          assert.ok(error.failure.field);
          return true;
        });
      }
      assert.equal(({} as Record<string, unknown>).messages, undefined);
    });

    it('writes the words of a streamed answer in their order', () => {
      const [first, rest] = [words.slice(0, 10), words.slice(10)];
      const text = written([[{ type: 'text', text: first }], [{ type: 'text', text: rest }, { type: 'finish', reason: 'stop' }]]);
      assert.ok(text.includes(escaped(first)));
      assert.ok(text.indexOf(escaped(rest)) > text.indexOf(escaped(first)));
    });

    it('writes the same words in a whole answer, or those that a flow put in their place', () => {
      const outcome = outcomeWith({ answer: answerSaying(words) });
      assert.ok(dialect.whole(outcome).includes(escaped(words)));
      assert.ok(dialect.whole(outcome, 'Changed.').includes('Changed.'));
      assert.ok(!dialect.whole(outcome, 'Changed.').includes('Rayleigh'));
    });

    it('shows where a stream broke off, so that nobody takes it for the whole', () => {
      const broken = outcomeWith({ status: 'failed', failure: failure('interrupted', 'The line broke.') });
      const parts: Part[] = [{ type: 'text', text: 'Because' }];
      assert.match(written([parts], broken), /The line broke\./);
      assert.doesNotMatch(written([parts]), /The line broke\./);
      assert.notEqual(written([parts], broken), written([parts]));
    });

    it('takes parts of every kind, in batches of every size, an empty one too', () => {
      const parts: Part[] = [
        { type: 'start', id: 'x', model: 'y' }, { type: 'reasoning', text: 'Hm.' }, { type: 'text', text: 'a' }, { type: 'refusal', text: 'b' },
        { type: 'tool_call', index: 0, id: 'c', name: 'f' }, { type: 'tool_arguments', index: 0, text: '{}' }, { type: 'extra', dialect: 'anthropic-messages', value: { x: 1 } },
        { type: 'extra', dialect: 'openai-chat', value: {} }, { type: 'usage', usage: { input: 1, output: 1 } }, { type: 'finish', reason: 'tool_calls' },
        { type: 'error', failure: failure('server', 'It broke.') },
      ];
      assert.equal(written([[]]), written([]));
      assert.equal(written(parts.map((part) => [part])), written([parts]));
    });

    it('refuses with the status of the table, and in words that say why', () => {
      for (const kind of Object.keys(failures) as FailureKind[]) {
        const { status, headers, body } = dialect.refuse(failure(kind, 'Because of "this".', { retryAfterMs: 2_500, provider: 'OpenAI', vendorStatus: 401 }));
        assert.equal(status, failures[kind].status);
        assert.ok(body.includes(escaped('Because of "this".')), body);
        assert.equal(headers['retry-after'], '3');
        assert.equal(headers['x-should-retry'], 'false');
        assert.ok(headers['content-type']);
      }
    });
  });
}
