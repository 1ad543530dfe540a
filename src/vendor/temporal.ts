import type * as polyfill from 'temporal-polyfill' with { 'resolution-mode': 'import' };

// The package is an ES module only; Node 20.19 and the bundler both take it by require.
export const { Temporal } = require('temporal-polyfill') as typeof polyfill;
