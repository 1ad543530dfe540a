import process from 'node:process';

/** Microseconds of the machine's monotonic clock: the same in every process and thread, so that one can stamp and another subtract. */
export const nowMicros = () => Number(process.hrtime.bigint()) / 1000;
