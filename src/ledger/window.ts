import { failure, FailureError } from '../chat/failure';
import { Temporal } from '../vendor/temporal';

export type Per = 'hour' | 'day' | 'week' | 'month' | 'total';

/** One stretch of a budget: it has a name that no other stretch of the same length and zone shares. */
export interface BudgetWindow {
  name: string;
  /** When the next one begins; absent for "total", which has no end. */
  endsAtMs?: number;
}

type Zoned = InstanceType<typeof Temporal.ZonedDateTime>;
interface Stretch extends BudgetWindow { startsAtMs: number; endsAtMs: number }

const TOTAL: BudgetWindow = { name: 'total' };
const HOUR_MS = 3_600_000;
/** The stretch last asked for, by length and zone: as a rule the next call falls into it too. */
const lastStretches = new Map<string, Map<string, Stretch>>();

/**
 * The window that holds `wallMs`, by the wall clocks of an IANA zone ("" is the machine's own zone). A day has the 23, 24 or 25
 * hours that it has there, weeks are ISO weeks (Monday first, "2026-W48"), and the hour that comes twice in autumn is two
 * windows, told apart by their offset. Throws a `FailureError` (bad_request, field `timeZone`) for a zone that nobody knows.
 */
export function windowOf(per: Per, timeZone: string, wallMs: number): BudgetWindow {
  if (per === 'total') return TOTAL;
  let byZone = lastStretches.get(per);
  if (!byZone) lastStretches.set(per, (byZone = new Map()));
  let stretch = byZone.get(timeZone);
  if (!stretch || wallMs < stretch.startsAtMs || wallMs >= stretch.endsAtMs) {
    stretch = stretchOf[per](zoned(timeZone, wallMs));
    byZone.set(timeZone, stretch);
  }
  return stretch;
}

function zoned(timeZone: string, wallMs: number): Zoned {
  try {
    return Temporal.Instant.fromEpochMilliseconds(Math.floor(wallMs)).toZonedDateTimeISO(timeZone || Temporal.Now.timeZoneId());
  } catch (error) {
    if (!Number.isFinite(wallMs)) throw error;
    const message = `The time zone '${timeZone}' is not known. Use a name such as Europe/Berlin or UTC, or leave it blank for this machine's own.`;
    throw new FailureError(failure('bad_request', message, { field: 'timeZone' }));
  }
}

const stretchOf: Record<Exclude<Per, 'total'>, (now: Zoned) => Stretch> = {
  hour(now) {
    // Counted from the offset, not by the clock's face, so that an hour cut short or repeated by a change of the offset is its own.
    const offsetMs = now.offsetNanoseconds / 1e6;
    const startsAtMs = Math.floor((now.epochMilliseconds + offsetMs) / HOUR_MS) * HOUR_MS - offsetMs;
    // "previous" means strictly before, and a change may fall on this very instant.
    const before = now.add({ nanoseconds: 1 }).getTimeZoneTransition('previous')?.epochMilliseconds ?? -Infinity;
    const after = now.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity;
    return {
      name: `${now.toPlainDate()}T${String(now.hour).padStart(2, '0')}${now.offset}`,
      startsAtMs: Math.max(startsAtMs, before),
      endsAtMs: Math.min(startsAtMs + HOUR_MS, after),
    };
  },
  day: (now) => between(now.toPlainDate().toString(), now, now.add({ days: 1 })),
  week(now) {
    const monday = now.subtract({ days: now.dayOfWeek - 1 });
    return between(`${now.yearOfWeek}-W${String(now.weekOfYear).padStart(2, '0')}`, monday, monday.add({ days: 7 }));
  },
  month(now) {
    const first = now.with({ day: 1 });
    return between(now.toPlainDate().toPlainYearMonth().toString(), first, first.add({ months: 1 }));
  },
};

/** From the beginning of one day to that of another; a day need not begin at midnight where clocks change then. */
const between = (name: string, first: Zoned, next: Zoned): Stretch =>
  ({ name, startsAtMs: first.startOfDay().epochMilliseconds, endsAtMs: next.startOfDay().epochMilliseconds });
