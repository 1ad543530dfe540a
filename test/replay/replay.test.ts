import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { providerDialects } from '../../src/outbound';
import { answerOf, decodeWhole, readStream } from '../kit/outbound/decode';
import { targetOf } from '../kit/outbound/target';

interface Expected {
  dialect: string; vendor: string; model?: string; mode: 'stream' | 'whole'; kind: 'reply' | 'error';
  text: { length: number; sha256: string; first80: string };
  reasoning: { length: number };
  toolCalls: { name: string; id?: string; arguments: unknown; kind?: string }[];
  finish: { vendor: string; openai: string };
  usage: { input: number; output: number; cachedInput: number | null; cacheWrite: number | null; reasoning: number | null } | null;
  accept?: Partial<Expected>[] | Record<string, unknown>;
  error?: { type?: string; code?: string; message?: string };
}

/** The recordings lie beside the project, not in it: they belong to others. */
function recordings(): string | undefined {
  for (let folder = __dirname; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json')) && existsSync(path.join(folder, '../shared/replay/expected.json'))) return path.join(folder, '../shared/replay');
  }
  return undefined;
}

/** The row whose vendor recorded a file, by the recording's own word for it. */
const rows: Record<string, string> = {
  alibaba: 'dashscope', anthropic: 'anthropic', azure: 'openai', deepseek: 'deepseek', groq: 'groq', mistral: 'mistral', moonshotai: 'moonshot',
  'openai-chat': 'openai', 'openai-compatible': 'other-openai', perplexity: 'perplexity', xai: 'xai',
};

/** A file of one JSON object a line is a stream without its frames. */
function asStream(file: string, text: string, dialect: string): string {
  if (file.endsWith('.sse')) return text;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const framed = lines.map((line) => (dialect === 'anthropic-messages' ? `event: ${(JSON.parse(line) as { type: string }).type}\ndata: ${line}\n\n` : `data: ${line}\n\n`));
  return framed.join('') + (dialect === 'openai-chat' ? 'data: [DONE]\n\n' : '');
}

describe('recorded replies of real vendors', () => {
  const folder = recordings();
  if (folder === undefined) {
    it('are not beside this project: skipped', function skip() { this.skip(); });
    return;
  }
  const expected = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as Record<string, Expected>;
  for (const [file, wanted] of Object.entries(expected)) {
    if (!(wanted.dialect in providerDialects)) continue;
    it(file, () => {
      const dialect = providerDialects[wanted.dialect as keyof typeof providerDialects];
      const target = targetOf(rows[wanted.vendor] ?? wanted.vendor, wanted.model ?? 'any');
      const body = readFileSync(path.join(folder, file), 'utf8');
      if (wanted.kind === 'error') {
        const failure = dialect.failure({ status: 400, headers: {}, body }, target, 0);
        assert.equal(failure.vendorCode, wanted.error?.code);
        return;
      }
      const { parts, complete } = wanted.mode === 'stream' ? readStream(dialect, target, asStream(file, body, wanted.dialect)) : decodeWhole(dialect, target, body);
      assert.ok(complete, 'complete');
      const answer = answerOf(parts);
      assert.equal(answer.text.length, wanted.text.length, 'length of the text');
      assert.equal(createHash('sha256').update(answer.text).digest('hex'), wanted.text.sha256, 'text');
      assert.equal(answer.reasoning.length, wanted.reasoning.length, 'length of the reasoning');
      assert.deepEqual(answer.calls.map(({ id, name, args }) => ({ name, arguments: JSON.parse(args) as unknown, id })), wanted.toolCalls, 'tool calls');
      assert.equal(answer.vendorReason, wanted.finish.vendor, 'the vendor\'s word');
      assert.equal(answer.finish, wanted.finish.openai, 'finish');
      const usage = answer.usage && {
        input: answer.usage.input, output: answer.usage.output, cachedInput: answer.usage.cacheRead ?? null,
        cacheWrite: answer.usage.cacheWrite ?? null, reasoning: answer.usage.reasoning ?? null,
      };
      assert.deepEqual(usage ?? null, wanted.usage, 'usage');
    });
  }
});
