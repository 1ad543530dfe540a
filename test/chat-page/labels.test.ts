import assert from 'node:assert/strict';
import { importFromChatPage } from '../kit/chat-page';

describe('chat page, the list of models', () => {
  it('names a model without its provider, unless two have the same name', async () => {
    const { labelsOf } = await importFromChatPage<{ labelsOf(ids: string[]): string[] }>('labels.js');
    assert.deepEqual(labelsOf(['fast', 'OpenAI/gpt-5', 'OpenRouter/openai/gpt-5', 'A/x', 'B/x']), ['fast', 'gpt-5', 'openai/gpt-5', 'A/x', 'B/x']);
  });
});
