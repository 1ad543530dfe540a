import type { Part } from '../../chat/part';
import { failure } from '../../chat/failure';
import type { Target } from '../dialect';
import { classifyTold, malformedReply } from '../reply-errors/classify';
import { toldBy } from '../reply-errors/told';
import { wordsFor } from '../reply-errors/words';
import { Extras } from './extras';
import { brokenFinish, finishReason } from './finish';
import { contentOf, reasoningOf } from './piece';
import { ThinkTags } from './think-tags';
import { ToolCalls } from './tool-calls';
import { readUsage } from './usage';

type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads the objects of one reply, chunks of a stream or the one whole, in their order. Holds what goes over their borders. */
export class Reply {
  /** A finish reason was seen. */
  finished = false;
  /** An error was told: nothing more counts. */
  failed = false;
  private started = false;
  private id = '';
  private lastReasoning = '';
  private readonly extras = new Extras();
  private readonly tags: ThinkTags | undefined;
  private tools: ToolCalls | undefined;

  constructor(private readonly target: Target) {
    if (target.vendor.differs?.thinkTags) this.tags = new ThinkTags();
  }

  /** One chunk of a stream. `isError`: the event's name said so. */
  chunk(chunk: unknown, isError: boolean): Part[] {
    if (!isObject(chunk)) return this.error(chunk) ?? this.broken('sent a piece that is no JSON object');
    const tells = isError || Boolean(chunk.error);
    const failed = tells || !Array.isArray(chunk.choices) || groqError(chunk) ? this.error(groqError(chunk) ?? chunk) : undefined;
    if (failed) return failed;
    if (tells) return this.broken('sent an error without a word of what is wrong');
    const choice = firstChoice(chunk.choices);
    const parts = this.start(chunk);
    if (choice) this.choice(parts, choice, choice.delta ?? choice.message, false);
    const extra = this.extras.of('reply', chunk);
    if (extra) parts.push(extra);
    const usage = readUsage(chunk.usage) ?? readUsage(isObject(chunk.x_groq) ? chunk.x_groq.usage : undefined)
      ?? readUsage(choice?.usage);
    if (usage) parts.push({ type: 'usage', usage });
    return parts;
  }

  /** The whole reply. */
  whole(body: unknown): Part[] {
    if (!isObject(body) || body.error || !Array.isArray(body.choices)) return this.error(body) ?? this.broken('sent JSON that is no answer');
    const choice: unknown = body.choices[0];
    if (!isObject(choice) || !isObject(choice.message)) return this.error(body) ?? this.broken('sent no answer');
    const parts = this.start(body);
    this.choice(parts, choice, choice.message, true);
    const extra = this.extras.of('reply', body);
    if (extra) parts.push(extra);
    const usage = readUsage(body.usage);
    if (usage) parts.push({ type: 'usage', usage });
    return parts;
  }

  /** The end without a finish reason: what is held, and the reason that the answer itself shows. */
  close(): Part[] {
    if (this.finished || this.failed) return [];
    return this.finish(undefined);
  }

  /** What is held, for an answer that was cut. */
  held(): Part[] {
    return this.finished || this.failed ? [] : this.tags?.rest() ?? [];
  }

  private start(reply: Json): Part[] {
    const id = typeof reply.id === 'string' ? reply.id : '';
    const model = typeof reply.model === 'string' ? reply.model : '';
    if (this.started || (id === '' && model === '')) return [];
    this.started = true;
    this.id = id;
    return [{ type: 'start', ...(id !== '' && { id }), ...(model !== '' && { model }) }];
  }

  /** The parts of a choice, and of what it says, are put behind `parts`: there is one for each word. */
  private choice(parts: Part[], choice: Json, said: unknown, whole: boolean): void {
    // What comes after the end is not part of the answer; usage and extras still are.
    if (isObject(said) && !this.finished) this.message(parts, said, whole);
    const extra = this.extras.of('choice', choice);
    if (extra) parts.push(extra);
    const word = typeof choice.finish_reason === 'string' && choice.finish_reason !== '' ? choice.finish_reason : undefined;
    if (this.finished || (word === undefined && !whole)) return;
    const kind = word === undefined ? undefined : brokenFinish(word);
    if (kind === undefined) { parts.push(...this.finish(word)); return; }
    this.failed = true;
    const { provider, model } = this.target;
    const message = wordsFor({ kind, status: 200, quote: `finish reason ${word}`, isPage: false }, this.target);
    parts.push({ type: 'error', failure: failure(kind, message, { provider, model: model.name, vendorCode: word }) });
  }

  private message(parts: Part[], said: Json, whole: boolean): void {
    const reasoning = reasoningOf(said);
    if (reasoning !== '' && !this.isRepeat(reasoning)) parts.push({ type: 'reasoning', text: reasoning });
    for (const part of contentOf(said.content, this.text)) parts.push(part);
    if (typeof said.refusal === 'string' && said.refusal !== '') parts.push({ type: 'refusal', text: said.refusal });
    if (Array.isArray(said.tool_calls)) {
      // Text before a call is over: nothing of it may come after the call.
      if (said.tool_calls.length > 0) parts.push(...this.tags?.rest() ?? []);
      said.tool_calls.forEach((call: unknown, position) => {
        if (isObject(call)) parts.push(...this.calls().take(whole ? { ...call, index: position } : call));
      });
    } else if (isObject(said.function_call)) parts.push(...this.calls().take({ index: 0, function: said.function_call }));
    const extra = this.extras.of('message', said);
    if (extra) parts.push(extra);
  }

  /** A piece of the answer's text, where think tags may stand in it. */
  readonly text = (text: string): Part[] => this.tags?.push(text) ?? [{ type: 'text', text }];

  private calls(): ToolCalls {
    return this.tools ??= new ToolCalls(() => (this.id === '' ? '' : `${this.id.replace(/[^A-Za-z0-9]/g, '').slice(-12)}_`));
  }

  private isRepeat(reasoning: string): boolean {
    const repeats = this.target.vendor.differs?.repeatsReasoning === true && reasoning === this.lastReasoning;
    this.lastReasoning = reasoning;
    return repeats;
  }

  private finish(word: string | undefined): Part[] {
    const parts: Part[] = [...this.tags?.rest() ?? [], ...this.tools?.rest() ?? []];
    this.finished = true;
    parts.push({ type: 'finish', reason: finishReason(word, this.tools?.any ?? false), ...(word !== undefined && { vendorReason: word }) });
    return parts;
  }

  private error(value: unknown): Part[] | undefined {
    const told = toldBy(value);
    if (!told) return undefined;
    this.failed = true;
    return [{ type: 'error', failure: classifyTold(told, this.target) }];
  }

  /** After a finish reason the answer is whole, and what cannot be read is passed over. */
  broken(what: string): Part[] {
    if (this.finished) return [];
    this.failed = true;
    return [{ type: 'error', failure: malformedReply(what, this.target) }];
  }
}

/** Answers have one choice; of vendors that send more, the one with index 0 counts. */
function firstChoice(choices: unknown): Json | undefined {
  if (!Array.isArray(choices)) return undefined;
  for (const each of choices as unknown[]) if (isObject(each) && (each.index ?? 0) === 0) return each;
  return undefined;
}

function groqError(chunk: Json): unknown {
  return isObject(chunk.x_groq) && chunk.x_groq.error ? { error: chunk.x_groq.error } : undefined;
}
