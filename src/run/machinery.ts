import type { AnswerCache } from '../cache/cache';
import type { Clock } from '../clock';
import type { Dice } from '../dice';
import type { Conversations } from '../memory/conversations';
import type { Net } from '../net/net';
import type { Signals } from '../signals/signals';
import type { Store } from '../store/store';
import type { RunEvent } from '../telemetry/events';
import type { BudgetAlerts } from '../admit/alerts';
import type { WaitingRoom } from '../admit/waiting-room';
import type { RetryBudget } from './retry-budget';
import type { Watch } from './watch';

/** What all runs of one core share. It outlives every deploy. */
export interface Machinery {
  clock: Clock;
  dice: Dice;
  net: Net;
  store: Store;
  signals: Signals;
  watch: Watch;
  room: WaitingRoom;
  retries: RetryBudget;
  conversations: Conversations;
  cache: AnswerCache;
  alerts: BudgetAlerts;
  emit(event: RunEvent): void;
}
