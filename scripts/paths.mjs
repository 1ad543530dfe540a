import path from 'node:path';

/** The project's folder, wherever a script is started from. */
export const root = path.dirname(import.meta.dirname);
