import type { z } from 'zod';
import type { BudgetWish } from '../../src/decide/plan';
import { llmOf, type Message } from '../kit/message';
import type { costGuardProperties } from '../kit/properties';

const million = 1e6;
const machineZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A budget as the core wants it: money in micro-dollars. Those who do not tell who they are share one pot, so that nobody passes unseen. */
export function budgetWish(settings: z.output<typeof costGuardProperties>, msg: Message, who: string | undefined): Omit<BudgetWish, 'node' | 'name'> {
  const { budget, limit, per, timeZone, nearAtPercent, onlyUpTo, unknownPrice } = settings;
  return {
    do: 'budget', budget, per, unknownPrice,
    limitMicros: Math.round(limit * million),
    timeZone: timeZone.trim() || machineZone,
    who: who ?? `unknown ${settings.for}`,
    ...(onlyUpTo !== '' && { nearAt: nearAtPercent / 100, onlyUpTo: Math.round(onlyUpTo * million) }),
    ...(settings.allowApproval && isApproved(msg, budget) && { approved: true }),
  };
}

/** What is wrong with a time zone's name, or undefined. */
export function zoneTrouble(timeZone: string): string | undefined {
  try {
    Intl.DateTimeFormat('en', { timeZone: timeZone.trim() || machineZone });
    return undefined;
  } catch {
    return `There is no time zone '${timeZone}'. Use a name such as Europe/Berlin.`;
  }
}

/** `msg.llm.approved` names the budgets that a person has allowed to exceed. */
function isApproved(msg: Message, budget: string): boolean {
  const { approved } = llmOf(msg);
  return approved === budget || Array.isArray(approved) && approved.includes(budget);
}
