import { oneLine } from '../chat/one-line';
import type { Decision, Question, Verdict } from './decision';
import { wisher } from './names';
import { rules } from './policies';
import type { Pool } from './pool';
import { inWords } from './reasons';
import type { Rule } from './policy';
import type { Columns } from './scorecard';
import { list } from './words';

type Nobody = NonNullable<Decision['nobody']>;
type Hard = Required<Pick<Rule, 'whenNobody'>> & Rule;

const hard = rules.filter((rule): rule is Hard => rule.whenNobody !== undefined);

/** What can be said before anybody is judged: there is nobody at all, or not the one that the client named. */
export function nobodyToJudge({ table, request: { asked } }: Question): Nobody | undefined {
  if (table.candidates.length === 0) {
    return { kind: 'no_candidate', message: 'There is no provider yet. Open the ask node and add one, or set a key such as OPENAI_API_KEY in the environment and restart.' };
  }
  if (asked === undefined || table.resolve(asked).length > 0) return undefined;
  return { kind: 'unknown_model', message: `There is no model '${oneLine(asked)}' here. The endpoint's list of models has the names, and 'auto' leaves the choice to the flow.` };
}

/** Why an order is empty, and what would help. */
export function nobodyLeft(question: Question, card: Columns, pool: Pool): Nobody {
  const chosen = `${whose(pool)} chose ${list(pool.picks.map((pick) => pick.name)) || 'the starter models'}`;
  if (pool.members.length === 0) {
    return { kind: 'no_candidate', message: `${chosen}, but no provider has ${pool.picks.length > 1 ? 'any of them' : 'it'}. Check the spelling, or add the model to a provider.` };
  }
  const verdicts = pool.members.map((at) => card.log.of(at).filter((verdict) => verdict.kind === 'reject'));
  const { kind, remedy } = blame(verdicts);
  const each = pool.members.map((at, place) => {
    const candidate = question.table.candidates[at]!;
    return `${candidate.key}: ${verdicts[place]!.map((verdict) => inWords(verdict, candidate)).join('; ')}`;
  });
  return { kind, message: `No model is left. ${chosen}. ${list(each)}. ${remedy}` };
}

/** Whom to blame: a rule that rejects all, else the rules that stand between the request and those that `must` allows. */
function blame(verdicts: Verdict[][]): Hard['whenNobody'] {
  const ruledOut = (verdict: Verdict[]): boolean => verdict.some(({ policy }) => policy === 'must');
  const near = verdicts.some((each) => !ruledOut(each)) ? verdicts.filter((each) => !ruledOut(each)) : verdicts;
  const common = hard.find((rule) => near.every((each) => each.some(({ policy }) => policy === rule.id)));
  const any = hard.filter((rule) => near.some((each) => each.some(({ policy }) => policy === rule.id)));
  const kind = (common ?? any.find((rule) => rule.id === 'budget') ?? any[0])!.whenNobody.kind;
  return { kind, remedy: (common === undefined ? any : [common]).map((rule) => rule.whenNobody.remedy).join(' ') };
}

function whose(pool: Pool): string {
  if (pool.from === 'client') return 'The client';
  if (pool.from === 'ask') return 'The ask node\'s own list';
  return pool.wish === undefined ? 'Nothing in the flow chose, which means' : capital(wisher(pool.wish));
}
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
