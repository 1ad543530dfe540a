/** Set by `npm run test:long`: the full waits, with no setting of the product changed, and the full numbers of cases. */
export const longRun = process.env.SWITCHYARD_LONG === '1';

/** So many in `npm test`, and so many in `npm run test:long`. */
export const times = (usually: number, inLongRun: number): number => (longRun ? inLongRun : usually);
