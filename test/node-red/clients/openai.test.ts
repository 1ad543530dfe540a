import assert from 'node:assert/strict';
import { gate } from '../../kit/gate';
import { fromTestPackage } from '../../kit/test-package';
import { canvas, called, node, rule } from '../flows/canvas';
import { anthropicUpstream, openAiUpstream } from './upstream';

const { OpenAI, APIError } = fromTestPackage<typeof import('openai')>('openai');
type Client = InstanceType<typeof OpenAI>;
type Completion = Awaited<ReturnType<Client['chat']['completions']['create']>> & { llm?: { provider: string; cost: number | null; tries: number; why: string } };

const key = 'key-of-the-client';
const weather = { type: 'function' as const, function: { name: 'get_weather', description: 'The weather', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } } };
const pixel = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const hi = { model: 'auto', messages: [{ role: 'user' as const, content: 'Hi' }] };

for (const upstream of [openAiUpstream, anthropicUpstream]) {
  describe(`OpenAI's own client, with its address changed, before ${upstream.title}`, () => {
    const here = canvas();
    let client: Client;
    beforeEach(async () => {
      const models = ['one', 'two'].map((name, index) => ({ name, inputPrice: 1 + index, outputPrice: 2 + index, window: '', tags: '', quality: '', region: '' }));
      await here.red.deploy([
        { id: 'provider', type: 'switchyard-provider', name: here.own, vendor: upstream.vendor, address: upstream.address(here.provider.address), credentials: { key: 'upstream-key' }, models },
        node.endpoint('door', [['router']], { clientKeys: [{ name: 'app', slot: 'key1' }], credentials: { key1: key }, aliases: [{ name: 'smart', use: 'two' }] }),
        node.router('router', [['ask']], { rules: [rule('otherwise', ['one'])] }), node.ask('ask', [['reply'], ['reply']], { tries: 1 }), node.reply(),
      ]);
      here.provider.script(upstream.says({ text: ['Hel', 'lo!'] }));
      client = new OpenAI({ apiKey: key, baseURL: `${here.red.url}/v1` });
    });
    const lastBody = () => here.provider.calls.at(-1)!.body;

    it('chats', async () => {
      const { data, response } = await client.chat.completions.create({ ...hi, messages: [{ role: 'system', content: 'Be brief' }, ...hi.messages] }).withResponse();
      assert.equal(data.object, 'chat.completion');
      assert.equal(data.choices[0]?.message.content, 'Hello!');
      assert.equal(data.choices[0]?.finish_reason, 'stop');
      assert.equal(data.model, 'one');
      assert.deepEqual([data.usage?.prompt_tokens, data.usage?.completion_tokens, data.usage?.total_tokens], [11, 7, 18]);
      const { llm } = data as Completion;
      assert.deepEqual([llm?.provider, llm?.tries, llm?.cost], [here.own, 1, 0.000025]);
      assert.equal(response.headers.get('x-llm-model'), 'one');
      assert.equal(response.headers.get('x-llm-provider'), here.own);
      assert.ok(response.headers.get('x-llm-decision'));
      assert.equal(response.headers.get('x-llm-cost'), '0.000025');
      assert.equal(here.provider.calls[0]?.path, upstream.path);
      assert.equal(upstream.question(lastBody()), 'Hi');
      assert.equal(upstream.system(lastBody()), 'Be brief');
      assert.doesNotMatch(JSON.stringify(here.provider.calls[0]?.headers), new RegExp(key));
    });

    it('streams, with the usage at the end', async () => {
      const { data: stream, response } = await client.chat.completions.create({ ...hi, stream: true, stream_options: { include_usage: true } }).withResponse();
      assert.ok(response.headers.get('x-llm-cost-estimate'));
      const texts: string[] = [];
      const finishes: string[] = [];
      let usage: { prompt_tokens: number; completion_tokens: number } | null | undefined;
      for await (const chunk of stream) {
        const choice = chunk.choices[0];
        if (choice?.delta.content) texts.push(choice.delta.content);
        if (choice?.finish_reason) finishes.push(choice.finish_reason);
        if (chunk.usage) usage = chunk.usage;
      }
      assert.equal(texts.join(''), 'Hello!');
      assert.deepEqual(finishes, ['stop']);
      assert.deepEqual([usage?.prompt_tokens, usage?.completion_tokens], [11, 7]);
    });

    it('streams no usage that it did not ask for', async () => {
      for await (const chunk of await client.chat.completions.create({ ...hi, stream: true })) assert.ok(!chunk.usage && chunk.choices.length === 1);
    });

    const calls = [{ id: 'call_1', name: 'get_weather', arguments: ['{"city":', '"Bonn"}'] }, { id: 'call_2', name: 'get_weather', arguments: ['{"city":"Rome"}'] }];
    const read = (given: { id?: string; function?: { name?: string; arguments?: string } }[] | undefined): unknown[] => (given ?? []).map((one) => [one.id, one.function?.name, JSON.parse(one.function?.arguments ?? '')]);
    const expected = [['call_1', 'get_weather', { city: 'Bonn' }], ['call_2', 'get_weather', { city: 'Rome' }]];

    it('calls several tools at once, whole and streamed', async () => {
      here.provider.script(upstream.says({ text: ['Let me see.'], calls }));
      const whole = await client.chat.completions.create({ ...hi, tools: [weather] });
      assert.equal(whole.choices[0]?.finish_reason, 'tool_calls');
      assert.deepEqual(read(whole.choices[0]?.message.tool_calls as never), expected);
      assert.deepEqual(upstream.tools(lastBody()), [{ name: 'get_weather', schema: weather.function.parameters }]);
      const streamed = await client.chat.completions.stream({ ...hi, tools: [weather] }).finalChatCompletion();
      assert.equal(streamed.choices[0]?.finish_reason, 'tool_calls');
      assert.equal(streamed.choices[0]?.message.content, 'Let me see.');
      assert.deepEqual(read(streamed.choices[0]?.message.tool_calls as never), expected);
    });

    it('goes the round trip of a tool: call, result, answer', async () => {
      here.provider.script(upstream.says({ calls }));
      const first = await client.chat.completions.create({ ...hi, tools: [weather] });
      here.provider.script(upstream.says({ text: ['Sunny in both.'] }));
      const results = (first.choices[0]?.message.tool_calls ?? []).map((one) => ({ role: 'tool' as const, tool_call_id: one.id, content: `sunny for ${one.id}` }));
      const second = await client.chat.completions.create({ ...hi, tools: [weather], messages: [...hi.messages, first.choices[0]!.message, ...results] });
      assert.equal(second.choices[0]?.message.content, 'Sunny in both.');
      assert.deepEqual(upstream.results(lastBody()), [{ call: 'call_1', text: 'sunny for call_1' }, { call: 'call_2', text: 'sunny for call_2' }]);
    });

    it('lets the library run a tool by itself', async () => {
      here.provider.script((call, number) => upstream.says(number === 1 ? { calls: [calls[0]!] } : { text: ['Sunny.'] })(call, number));
      const runner = client.chat.completions.runTools({ ...hi, tools: [{ type: 'function', function: { ...weather.function, parse: JSON.parse, function: ({ city }: { city: string }) => `sunny in ${city}` } }] });
      assert.equal(await runner.finalContent(), 'Sunny.');
      assert.deepEqual(upstream.results(lastBody()), [{ call: 'call_1', text: 'sunny in Bonn' }]);
    });

    it('asks for JSON, and for JSON of a schema', async () => {
      here.provider.script(upstream.says({ text: ['{"city":', '"Bonn"}'] }));
      const mode = await client.chat.completions.create({ ...hi, messages: [{ role: 'user', content: 'A city as JSON' }], response_format: { type: 'json_object' } });
      assert.deepEqual(JSON.parse(mode.choices[0]?.message.content ?? ''), { city: 'Bonn' });
      const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
      const parsed = await client.chat.completions.parse({ ...hi, response_format: { type: 'json_schema', json_schema: { name: 'city', strict: true, schema } } });
      assert.deepEqual(JSON.parse(parsed.choices[0]?.message.content ?? ''), { city: 'Bonn' });
      assert.match(JSON.stringify(lastBody()), /"city":\{"type":"string"/);
    });

    it('passes an image through', async () => {
      await client.chat.completions.create({ ...hi, messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, { type: 'image_url', image_url: { url: pixel } }] }] });
      assert.equal(upstream.image(lastBody()), pixel);
    });

    it('passes stop texts and the answer limit through, and tells of a limit that was met', async () => {
      here.provider.script(upstream.says({ text: ['Hel'], finish: 'length' }));
      const cut = await client.chat.completions.create({ ...hi, stop: ['###', 'END'], max_completion_tokens: 5, temperature: 0.5 });
      assert.equal(cut.choices[0]?.finish_reason, 'length');
      assert.deepEqual(upstream.stop(lastBody()), ['###', 'END']);
      assert.equal(lastBody().max_completion_tokens ?? lastBody().max_tokens, 5);
      assert.equal(lastBody().temperature, 0.5);
    });

    it('passes a seed through where the provider has one, and answers without it elsewhere', async () => {
      const answer = await client.chat.completions.create({ ...hi, seed: 42 });
      assert.equal(answer.choices[0]?.message.content, 'Hello!');
      assert.equal(lastBody().seed, upstream === openAiUpstream ? 42 : undefined);
    });

    it('refuses several answers at once clearly', async () => {
      await assert.rejects(async () => await client.chat.completions.create({ ...hi, n: 2 }), (problem) => problem instanceof APIError && problem.status === 400 && problem.param === 'n' && /one answer|n/.test(problem.message));
      assert.equal(here.provider.calls.length, 0);
      assert.equal((await client.chat.completions.create({ ...hi, n: 1 })).choices.length, 1);
    });

    it('lets the client name a model, a provider\'s model or an alias, and knows no others', async () => {
      const model = async (name: string): Promise<string> => (await client.chat.completions.create({ ...hi, model: name })).model;
      // A model's name stands above the router; an alias leaves the choice to it.
      assert.deepEqual([await model('auto'), await model('two'), await model(`${here.own}/two`), await model('smart')], ['one', 'two', 'two', 'one']);
      await assert.rejects(model('gpt-99'), (problem) => problem instanceof OpenAI.NotFoundError && problem.code === 'model_not_found' && /gpt-99/.test(problem.message));
    });

    it('lists the models, and one of them', async () => {
      const ids: string[] = [];
      for await (const model of client.models.list()) ids.push(model.id);
      assert.deepEqual(ids, ['auto', 'smart', `${here.own}/one`, `${here.own}/two`]);
      assert.equal((await client.models.retrieve(`${here.own}/two`)).object, 'model');
    });

    it('gets errors as OpenAI sends them, and does not multiply the retries', async () => {
      const wrong = new OpenAI({ apiKey: 'wrong', baseURL: `${here.red.url}/v1` });
      await assert.rejects(async () => await wrong.chat.completions.create(hi), (problem) => problem instanceof OpenAI.AuthenticationError && problem.code === 'invalid_api_key');
      await assert.rejects(async () => await client.chat.completions.create({ ...hi, messages: [] }), (problem) => problem instanceof OpenAI.BadRequestError && problem.param === 'messages');
      for (const [status, upstreamStatus, kind, code] of [
        [429, 429, OpenAI.RateLimitError, 'LLM_RATE_LIMITED'], [502, 401, OpenAI.InternalServerError, 'LLM_BAD_KEY'], [400, 400, OpenAI.BadRequestError, 'LLM_BAD_REQUEST'],
      ] as const) {
        const before = here.provider.calls.length;
        here.provider.script((call) => call.reply(upstreamStatus, { type: 'error', error: { type: upstreamStatus === 401 ? 'authentication_error' : 'some_error', message: 'Said upstream' } }, { 'retry-after': '30' }));
        await assert.rejects(async () => await client.chat.completions.create({ ...hi, stream: true }), (problem) => {
          assert.ok(problem instanceof kind, String(problem));
          assert.deepEqual([problem.status, problem.code], [status, code]);
          return true;
        });
        assert.equal(here.provider.calls.length, before + 1);
      }
    });

    it('throws where a stream breaks off', async () => {
      here.provider.script((call) => {
        if (upstream === openAiUpstream) call.text('Hel');
        else for (const event of [{ type: 'message_start', message: { id: 'm', usage: { input_tokens: 1, output_tokens: 1 } } }, { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }, { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hel' } }]) call.event(event);
        setImmediate(() => call.cut());
      });
      let text = '';
      await assert.rejects(async () => {
        for await (const chunk of await client.chat.completions.create({ ...hi, stream: true })) text += chunk.choices[0]?.delta.content ?? '';
      }, /broke off/);
      assert.equal(text, 'Hel');
    });

    it('ends the upstream call at once when it closes the connection, streamed or not', async () => {
      for (const stream of [true, false]) {
        const before = here.provider.calls.length;
        const more = gate();
        here.provider.script((call) => { call.head(); more.open(); });
        const control = new AbortController();
        const answer = client.chat.completions.create({ ...hi, stream }, { signal: control.signal, maxRetries: 0 });
        answer.catch(() => undefined);
        await more;
        await called(here.provider, before + 1);
        control.abort();
        await here.provider.calls[before]?.aborted;
        await assert.rejects(async () => await answer, /abort/i);
      }
      assert.equal(here.provider.aborts, 2);
      here.provider.script(upstream.says({ text: ['Still here'] }));
      assert.equal((await client.chat.completions.create(hi)).choices[0]?.message.content, 'Still here');
    });
  });
}
