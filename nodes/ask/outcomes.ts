/** The outputs of an ask that has one for each outcome, from top to bottom. */
export const askOutcomes = ['answered', 'busy', 'over budget', 'refused', 'failed'] as const;
export type AskOutcome = (typeof askOutcomes)[number];

/** What the outputs of an ask stand for: two, or one for each outcome. */
export function outcomesOf(outputs: number): readonly AskOutcome[] {
  return outputs === 5 ? askOutcomes : ['answered', 'failed'];
}

/** Which old port each new one was, when the tick changes: an outcome keeps its wires, a new one has none. */
export function portsWhenSwitched(before: readonly AskOutcome[], outputs: number): (number | undefined)[] {
  return outcomesOf(outputs).map((outcome) => {
    const old = before.indexOf(outcome);
    return old < 0 ? undefined : old;
  });
}
