/** What stops the start, in one line for people. */
export class Problem extends Error {}
