import type { NodeAPI, NodeDef } from 'node-red';
import { failure, FailureError, failures } from '../../src/chat/failure';
import type { BudgetNow } from '../../src/core';
import type { BudgetWish } from '../../src/decide/plan';
import { clearFailure, codeOn, failBy, onPort } from '../kit/errors';
import { onInput } from '../kit/guard-input';
import { hostOf } from '../kit/host';
import { from, planOf, setLlm, wishFor, type FlowNode } from '../kit/message';
import { readSettings } from '../kit/settings';
import { stateBadge } from '../kit/state-badge';
import { whoOf } from '../kit/whose';
import { budgetWish, zoneTrouble } from './budget-wish';
import { followRuns } from './follow-runs';

/** "$1.20"; below a dollar to a hundredth of a cent: "$0.0012". */
const dollars = (micros: number): string => `$${(micros / 1e6).toFixed(micros === 0 || micros >= 1e6 ? 2 : 4)}`;

/**
 * cost guard: keep to a budget. It reads the level and adds its wish; nothing is reserved here. Port 2 is an early exit on
 * what is spent already; the exact refusal, which no race can pass, is ask's.
 */
export = function (RED: NodeAPI): void {
  function CostGuardNode(this: FlowNode, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    const host = hostOf(RED).join(this);
    const read = readSettings('switchyard-cost-guard', config);
    const { settings } = read;
    const trouble = read.trouble ?? zoneTrouble(settings.timeZone);
    const shown = stateBadge(this, host);
    let last: { wish: BudgetWish; who: string | undefined } | undefined;
    const show = ({ spentMicros, heldMicros, limitMicros }: BudgetNow, who: string | undefined): void => {
      const text = `${dollars(spentMicros)} of ${dollars(limitMicros)}${heldMicros > 0 ? `, ${dollars(heldMicros)} held` : ''}${who === undefined ? `, no ${settings.for}` : ''}`;
      const near = spentMicros >= limitMicros * settings.nearAtPercent / 100;
      shown.set(spentMicros >= limitMicros ? 'red' : near || who === undefined ? 'yellow' : 'green', 'dot', text);
    };
    const follow = followRuns(host, async () => {
      if (!last) return;
      const { wish, who } = last;
      show(await host.core.budget(wish), who);
    });
    if (trouble) shown.set('red', 'ring', trouble);

    onInput(RED, this, async (msg, send) => {
      if (trouble) throw new FailureError(failure('bad_request', trouble));
      const who = whoOf(RED, msg, host.tickets.of(msg), settings.for, settings.forProperty);
      const wish: BudgetWish = Object.assign(budgetWish(settings, msg, who), from(this));
      const now = await host.core.budget(wish);
      const { spentMicros, limitMicros } = now;
      last = { wish, who };
      show(now, who);
      // Behind a cache the answer may cost nothing: only ask can tell.
      const mayBeFree = planOf(msg).some((other) => other?.do === 'cache');
      if (spentMicros >= limitMicros && !wish.approved && !mayBeFree) {
        setLlm(msg, { outcome: 'over budget' });
        return failBy(RED, this, 1, msg, send, failure('over_budget',
          `Budget '${settings.budget}' is used up: ${dollars(spentMicros)} of ${dollars(limitMicros)} is spent. Raise the limit in the cost guard${settings.per === 'total' ? '' : `, or wait for the next ${settings.per}`}.`));
      }
      // Sent back by a person who has approved it: its refusal is history.
      if (codeOn(msg) === failures.over_budget.code) clearFailure(msg);
      wishFor(msg, this, [wish]);
      send(onPort(0, msg));
    }, true);
    this.on('close', () => { follow.stop(); shown.close(); });
  }
  RED.nodes.registerType('switchyard-cost-guard', CostGuardNode);
};
