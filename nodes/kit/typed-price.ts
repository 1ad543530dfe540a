import type { Price } from '../../src/chat/price';

const million = 1e6;

/** What a row of a provider's table says, in dollars per million tokens; '' = left blank. */
export interface TypedPrice { inputPrice: number | ''; outputPrice: number | '' }

/**
 * The price of a row: of one half alone the other is the catalogue's, and where that has none, the price is unknown and never 0. What a row cannot
 * say (cached input, long prompts, a fee for each call) is the catalogue's too, dearer or cheaper as the typed half is: a discount is on the whole
 * list, and a long prompt that were charged as a short one would pass a budget.
 */
export function typedPrice({ inputPrice, outputPrice }: TypedPrice, known: Price | undefined): Price | undefined {
  if (inputPrice === '' && outputPrice === '') return undefined;
  const input = inputPrice === '' ? known?.input : Math.round(inputPrice * million);
  const output = outputPrice === '' ? known?.output : Math.round(outputPrice * million);
  if (input === undefined || output === undefined) return undefined;
  if (!known) return { input, output };
  const inputs = scale(input, known.input);
  const outputs = scale(output, known.output);
  const free = input === 0 && output === 0;
  return {
    input, output, ...cached(known, inputs),
    ...(known.perRequest !== undefined && !free && { perRequest: known.perRequest }),
    ...(known.tiers && { tiers: known.tiers.map((tier) => ({ above: tier.above, input: inputs(tier.input), output: outputs(tier.output), ...cached(tier, inputs) })) }),
  };
}

type Scale = (micros: number) => number;

/** Of a list price of 0 there is no share. */
const scale = (typed: number, listed: number): Scale => (typed === listed || listed === 0 ? (micros) => micros : (micros) => Math.round(micros * typed / listed));

const cached = ({ cacheRead, cacheWrite }: Pick<Price, 'cacheRead' | 'cacheWrite'>, inputs: Scale): Pick<Price, 'cacheRead' | 'cacheWrite'> => ({
  ...(cacheRead !== undefined && { cacheRead: inputs(cacheRead) }),
  ...(cacheWrite !== undefined && { cacheWrite: inputs(cacheWrite) }),
});
