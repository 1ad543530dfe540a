#!/usr/bin/env node
/** The practice provider as a program: `node scripts/practice/practice.mjs [--port 8000]`. */
import { parseArgs } from 'node:util';
import { startPractice } from './start-practice.mjs';

const { values } = parseArgs({ options: { port: { type: 'string' } } });
const port = Number(values.port ?? process.env.PORT ?? 8000);

try {
  const { url } = await startPractice({ port });
  console.log(`Practice provider at ${url}/v1 (canned answers; OpenAI and Anthropic dialects)`);
  process.send?.({ url });
} catch (error) {
  console.error(error.code === 'EADDRINUSE' ? `Port ${port} is in use. Choose another with --port.` : `The practice provider did not start: ${error.message}`);
  process.exit(1);
}

// A child goes when its parent goes or lets go, and not before: Ctrl-C reaches both, and last answers may still be under way.
if (process.send) {
  process.once('disconnect', () => process.exit());
  process.on('SIGINT', () => {});
}
