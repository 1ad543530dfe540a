import type { BudgetReading } from '../view';
import type { Rule } from '../policy';
import { dollars } from '../words';

type Code = 'unknown price' | 'too dear';

/**
 * Near the end of a budget only cheap models are left; and a model whose price nobody knows cannot be held to a budget.
 * That the money is gone is not decided here: only admission can say so without a race. A person's approval lifts both.
 */
export const budget: Rule<Code> = {
  id: 'budget',
  judge(card, { question: { table, budgets } }) {
    for (const reading of budgets) {
      if (reading.approved === true) continue;
      const most = near(reading) ? reading.onlyUpTo : undefined;
      for (const at of card.pool) {
        const { price } = table.candidates[at]!.model;
        if (price === undefined) {
          if (reading.unknownPrice === 'block') card.reject(at, 'unknown price', reading.name);
        } else if (most !== undefined && price.output > most) card.reject(at, 'too dear', most);
      }
    }
  },
  because: {
    'unknown price': (name) => `its price is unknown, and budget '${name}' blocks such models`,
    'too dear': (most, candidate) => `it costs ${dollars(candidate.model.price?.output ?? 0)} per million tokens, `
      + `and a budget near its end allows only ${dollars(Number(most))}`,
  },
  whenNobody: { kind: 'over_budget', remedy: 'Raise the limit, name a cheaper model, or set the model\'s price in its provider.' },
};

function near(reading: BudgetReading): boolean {
  if (reading.nearAt === undefined) return false;
  return reading.spentMicros + reading.heldMicros >= reading.nearAt * reading.limitMicros;
}
