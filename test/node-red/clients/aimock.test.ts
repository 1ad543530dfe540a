import assert from 'node:assert/strict';
import { fromTestPackage } from '../../kit/test-package';
import { canvas, node, rule } from '../flows/canvas';

const { LLMock } = fromTestPackage<typeof import('@copilotkit/aimock')>('@copilotkit/aimock');
const { OpenAI } = fromTestPackage<typeof import('openai')>('openai');

/** The main job once more, before providers that another hand has written. */
describe('the main job before aimock', () => {
  const here = canvas();
  const mock = new LLMock({ port: 0 });
  before(() => mock.start());
  after(() => mock.stop());

  beforeEach(async () => {
    mock.reset();
    mock.onMessage(/capital of France/, { content: 'Paris is the capital of France.', usage: { prompt_tokens: 8, completion_tokens: 7, input_tokens: 8, output_tokens: 7 } });
    mock.onMessage(/weather/, { toolCalls: [{ id: 'call_9', name: 'get_weather', arguments: '{"city":"Bonn"}' }] });
    mock.onMessage(/long/, { content: 'A long story. '.repeat(50) });
    const price = { inputPrice: 1, outputPrice: 2, window: '', tags: '', quality: '', region: '' };
    await here.red.deploy([
      { id: 'openai', type: 'switchyard-provider', name: `${here.own} O`, vendor: 'other-openai', address: `${mock.url}/v1`, credentials: { key: 'k' }, models: [{ name: 'gpt-4o', ...price }] },
      { id: 'anthropic', type: 'switchyard-provider', name: `${here.own} A`, vendor: 'other-anthropic', address: mock.url, credentials: { key: 'k' }, models: [{ name: 'claude-sonnet-4-5', ...price }] },
      node.endpoint('door', [['router']]), node.router('router', [['ask']], { rules: [rule({ source: 'msg', property: 'payload.metadata.to', value: 'claude' }, ['claude-sonnet-4-5']), rule('otherwise', ['gpt-4o', 'claude-sonnet-4-5'], { chooseBy: 'in order' })] }),
      node.ask('ask', [['reply'], ['reply']]), node.reply(),
    ]);
  });

  const client = (): InstanceType<typeof OpenAI> => new OpenAI({ apiKey: 'none', baseURL: `${here.red.url}/v1` });
  const asking = (content: string, to: string) => ({ model: 'auto', messages: [{ role: 'user' as const, content }], metadata: { to } });

  for (const [to, model] of [['gpt', 'gpt-4o'], ['claude', 'claude-sonnet-4-5']] as const) {
    it(`answers whole, streams and calls tools with ${model}`, async () => {
      const whole = await client().chat.completions.create(asking('What is the capital of France?', to));
      assert.deepEqual([whole.model, whole.choices[0]?.message.content], [model, 'Paris is the capital of France.']);
      assert.equal(whole.usage?.total_tokens, 15);
      let text = '';
      for await (const chunk of await client().chat.completions.create({ ...asking('Tell a long story', to), stream: true })) text += chunk.choices[0]?.delta.content ?? '';
      assert.equal(text, 'A long story. '.repeat(50));
      const tools = [{ type: 'function' as const, function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } }];
      const called = await client().chat.completions.create({ ...asking('How is the weather?', to), tools });
      assert.equal(called.choices[0]?.finish_reason, 'tool_calls');
      const [call] = called.choices[0]?.message.tool_calls ?? [];
      assert.deepEqual(call?.type === 'function' && [call.function.name, JSON.parse(call.function.arguments)], ['get_weather', { city: 'Bonn' }]);
    });
  }

  it('fails over from one of its dialects to the other', async () => {
    mock.reset();
    mock.on({ model: 'gpt-4o' }, { error: { message: 'Too many requests', type: 'rate_limit_error' }, status: 429 });
    mock.on({ model: 'claude-sonnet-4-5' }, { content: 'Claude is here.' });
    const { data, response } = await client().chat.completions.create(asking('Hi', 'any')).withResponse();
    assert.equal(data.choices[0]?.message.content, 'Claude is here.');
    assert.equal(response.headers.get('x-llm-provider'), `${here.own} A`);
  });
});
