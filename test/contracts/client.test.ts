import { clientDialects } from '../../src/inbound';
import { clientContract } from './client.contract';

/** A question in the words of each dialect. One that is missing here fails, so that none goes untested. */
const questions: Readonly<Record<string, unknown>> = {
  'openai-chat': { model: 'auto', messages: [{ role: 'user', content: 'Why is the sky blue?' }] },
  text: 'Why is the sky blue?',
};

for (const dialect of clientDialects) clientContract(dialect, questions[dialect.id]);
