import type { StoredAnswer } from '../cache/answer';
import type { Clock } from '../clock';
import type { Chosen } from './chooser';
import type { AnswerHead } from './outcome';

const seconds = (clock: Clock): number => Math.floor(clock.wallMs() / 1000);

/** The head of an answer that the chosen candidate gives; blank names where none was chosen. */
export function headOf(id: string, chosen: Chosen | undefined, clock: Clock): AnswerHead {
  return {
    id, model: chosen?.served.target.model.name ?? '', provider: chosen?.served.config.name ?? '', why: chosen?.why ?? '',
    createdSeconds: seconds(clock), costEstimateMicros: chosen?.estimateMicros ?? null, cached: false,
  };
}

/** The head of an answer that was there already. */
export function cachedHead(id: string, { model, provider }: StoredAnswer, clock: Clock): AnswerHead {
  return { id, model, provider, why: 'the same question was answered before', createdSeconds: seconds(clock), costEstimateMicros: 0, cached: true };
}
