import assert from 'node:assert/strict';
import { once } from 'node:events';
import { gate } from '../../kit/gate';
import type { Flow } from '../../kit/real-node-red';
import { askedToClose, folderWithSlowNode } from '../../kit/slow-to-close';
import { question, readEvents, textOf } from '../door';
import { called, canvas, errorIn, node, wholeText, withTakers } from './canvas';

describe('clients that wait', () => {
  const here = canvas({ nodesDir: folderWithSlowNode() });
  const halves = (): { first: Promise<void>; finish(): void } => {
    const begun = gate();
    const more = gate();
    here.provider.script(async (call) => { call.text('before '); begun.open(); await more; call.text('after'); call.finish(); });
    return { first: begun, finish: more.open };
  };

  it('are told 504 when a Switch drops their message', async () => {
    await here.deploy([
      node.endpoint('door', [['switch']], { unansweredSeconds: 1 }), { id: 'switch', type: 'switch', property: 'payload.never', propertyType: 'msg', rules: [{ t: 'true' }], checkall: 'true', outputs: 1, wires: [['ask']] },
      node.ask('ask', [['reply'], ['reply']]), node.reply(),
    ]);
    const response = await here.chat(question('Hi'));
    assert.equal(response.status, 504);
    const { code, message } = await errorIn(response);
    assert.equal(code, 'LLM_TIMEOUT');
    assert.match(message, /every path ends in a reply/);
  });

  it('are told 504 when a Catch node takes the failure and nobody answers', async () => {
    await here.deploy([node.endpoint('door', [['ask']], { unansweredSeconds: 1 }), node.ask('ask', [['reply'], []]), node.reply(), node.catcher()]);
    here.provider.script((call) => call.reply(401, { error: { message: 'no' } }));
    const response = await here.chat(question('Hi'));
    assert.equal(response.status, 504);
    assert.equal((await here.arrived('caught', 1))[0]?.error?.code, 'LLM_BAD_KEY');
  });

  it('are told at once of a failure that only the Catch node of another group looks for', async () => {
    const group = (id: string, nodes: string[]): Record<string, unknown> => ({ id, type: 'group', name: id, nodes, x: 0, y: 0, w: 10, h: 10 });
    for (const more of [{}, { g: 'asks' }]) {
      await here.deploy([
        group('catches', ['catch']), group('asks', more.g ? ['ask'] : []), { ...node.catcher(), scope: 'group', g: 'catches' },
        node.endpoint('door', [['ask']]), { ...node.ask('ask', [['reply'], []]), ...more }, node.reply(),
      ]);
      here.provider.script((call) => call.reply(401, { error: { message: 'no' } }));
      const response = await here.chat(question('Hi'));
      assert.deepEqual([response.status, (await errorIn(response)).code], [502, 'LLM_BAD_KEY']);
      assert.deepEqual(here.red.taken('caught'), []);
    }
  });

  it('leave a failure to the Catch node of the group that their ask is in', async () => {
    const group = { id: 'g', type: 'group', name: 'g', nodes: ['catch', 'ask'], x: 0, y: 0, w: 10, h: 10 };
    await here.deploy([
      group, { ...node.catcher([['reply']]), scope: 'group', g: 'g' }, node.endpoint('door', [['ask']]), { ...node.ask('ask', [['answered'], []]), g: 'g' }, node.reply('reply', [['sent']]),
    ]);
    here.provider.script((call) => call.reply(401, { error: { message: 'no' } }));
    assert.equal((await errorIn(await here.chat(question('Hi')))).code, 'LLM_BAD_KEY');
    await here.arrived('sent', 1);
  });

  it('get exactly one answer when a link call times out and its answer comes later', async () => {
    const { first, finish } = halves();
    await here.deploy([
      node.endpoint('door', [['call']]), { id: 'call', type: 'link call', links: ['in'], linkType: 'static', timeout: '0.2', wires: [['reply']] },
      { id: 'in', type: 'link in', links: [], wires: [['ask']] }, node.ask('ask', [['back'], ['back']]), { id: 'back', type: 'link out', mode: 'return', links: [], wires: [] },
      node.catcher([['late']]), node.code('late', 'msg.payload = "Too slow."; delete msg.error; return msg;', [['reply']]), node.reply('reply', [['sent']]),
    ]);
    const response = here.chat(question('Hi'));
    await first;
    assert.equal(await wholeText(await response), 'Too slow.');
    finish();
    await here.arrived('sent', 1);
    assert.equal((await here.chat(question('Hi'))).status, 200);
  });

  it('are told of a failure when a Catch node leads an error of any node to reply, but not in that node\'s words', async () => {
    await here.deploy([node.endpoint('door', [['broken']]), { ...node.code('broken', 'throw new Error("No database at 10.0.0.7");', [['reply']]), name: 'look up' }, node.catcher([['reply']]), node.reply()]);
    const response = await here.chat(question('A question that must not come back as its own answer'));
    assert.equal(response.status, 502);
    assert.equal((await errorIn(response)).message, 'The flow failed in its node \'look up\'.');
    // Node-RED itself does not log what a Catch node takes.
    assert.ok(here.red.log.some((line) => /No database/.test(line)));
  });

  it('get a model\'s answer to an error, where a Catch node leads it to an ask', async () => {
    await here.deploy([node.endpoint('door', [['broken']]), node.code('broken', 'throw new Error("Oh");', [[]]), node.catcher([['excuse']]), node.set('excuse', 'payload', 'Make an excuse', [['ask']]), node.ask('ask', [['reply'], ['reply']]), node.reply()]);
    assert.equal(await wholeText(await here.chat(question('Hi'))), 'one: Make an excuse');
  });

  it('get the first of two replies; the second is only warned of', async () => {
    await here.deploy([
      node.endpoint('door', [['ask']]), node.ask('ask', [['reply', 'later'], []]), node.code('later', 'msg.payload = "Another"; return msg;', [['reply2']]),
      node.reply(), node.reply('reply2', [['second']]),
    ]);
    for (const stream of [true, false]) {
      here.red.forget();
      const response = await here.chat(question('Hi', { stream }));
      assert.equal(stream ? textOf(await readEvents(response)) : await wholeText(response), 'one: Hi');
      await here.arrived('second', 1);
    }
    assert.ok(here.red.log.some((line) => /Nobody waits for this answer/.test(line)));
    assert.equal((await here.chat(question('Hi'))).status, 200);
  });

  it('keep their stream through a full deploy, and the message goes on from the node that has the ask\'s id now', async () => {
    const flow = (to: string): Record<string, unknown>[] => [node.endpoint('door', [['ask']]), node.ask('ask', [['reply', to], ['failed']]), node.reply()];
    const { first, finish } = halves();
    await here.deploy(flow('old'));
    const response = await here.chat(question('Hi', { stream: true }));
    await first;
    await here.deploy(flow('new'));
    finish();
    assert.equal(textOf(await readEvents(response)), 'before after');
    assert.equal((await here.arrived('new', 1))[0]?.payload, 'before after');
    assert.equal(here.red.taken('old').length, 0);
    assert.equal(here.provider.aborts, 0);
  });

  it('keep their stream when the whole flow is deleted in the midst of it', async () => {
    const { first, finish } = halves();
    await here.deploy([node.endpoint('door', [['ask']]), node.ask('ask', [['reply'], ['failed']]), node.reply()]);
    const response = await here.chat(question('Hi', { stream: true }));
    await first;
    await here.red.deploy([]);
    finish();
    const events = await readEvents(response);
    assert.equal(textOf(events), 'before after');
    assert.equal(events.at(-1), '[DONE]');
  });

  it('keep their answer when it is ready while a deploy has closed the old nodes and waits for one that is slow to close', async () => {
    const slow = { id: 'slow', type: 'slow-to-close', wires: [] };
    const { first, finish } = halves();
    const flow = [node.endpoint('door', [['ask']]), node.ask('ask', [['change'], ['reply']]), node.set('change', 'seen', 'yes', [['reply']]), node.reply()];
    await here.deploy([...flow, slow]);
    const response = here.chat(question('Hi'));
    await first;
    const closing = askedToClose();
    const deployed = here.deploy(flow);
    const close = await closing;
    const ended = here.red.ended();
    finish();
    await ended;
    close();
    assert.equal(await wholeText(await response), 'before after');
    await deployed;
  });

  describe('in a deploy of another tab', () => {
    const on = (tab: string, nodes: Flow): Flow => nodes.map((one) => ({ z: tab, ...one }));
    const tabs = (gateway: Flow, other: Flow): Flow => [
      { id: 'gateway', type: 'tab', label: 'Gateway' }, { id: 'other', type: 'tab', label: 'Other' }, here.providerNode(), ...on('gateway', gateway), ...on('other', other),
    ];
    // A wire to a disabled node, which is never there, holds up nobody.
    const gateway = [
      node.endpoint('door', [['router', 'off']]), { ...node.code('off', '', [[]]), d: true }, node.router('router', [['ask']]),
      node.ask('ask', [['change'], ['reply']]), node.set('change', 'seen', 'yes', [['reply']]), node.reply(),
    ];
    const slow = { id: 'slow', type: 'slow-to-close', wires: [] };

    /** The answer ends while a node is slow to close in the deploy that turns flow "a" into "b", and comes whole. */
    async function answersThrough(flow: (name: string) => [gateway: Flow, other: Flow]): Promise<void> {
      const { first, finish } = halves();
      const [before, other] = flow('a');
      await here.red.deploy(tabs(before, [...other, slow]));
      const response = here.chat(question('Hi'));
      await first;
      const closing = askedToClose();
      const deployed = here.red.deploy(tabs(...flow('b')), 'nodes');
      const close = await closing;
      const ended = here.red.ended();
      finish();
      await ended;
      close();
      assert.equal(await wholeText(await response), 'before after');
      await deployed;
    }

    it('do not wait for a node of it that is slow to close', async () => {
      await here.red.deploy(tabs(gateway, [slow]));
      const closing = askedToClose();
      const deployed = here.red.deploy(tabs(gateway, []), 'nodes');
      const close = await closing;
      assert.equal(await wholeText(await here.chat(question('Hi'))), 'one: Hi');
      close();
      await deployed;
    });

    it('wait where their own flow is changed as well, behind a node that is none of ours or a link call', async () => {
      const linkCall = { id: 'call', type: 'link call', links: ['in'], linkType: 'static', timeout: '20', wires: [['reply']] };
      const subroutine = (ask: Record<string, unknown>): Flow => [{ id: 'in', type: 'link in', links: [], wires: [['ask']] }, ask, { id: 'back', type: 'link out', mode: 'return', links: [], wires: [] }];
      const behindFunction = (name: string): Flow => [node.endpoint('door', [['pass']]), node.code('pass', 'return msg;', [['ask']]), node.ask('ask', [['reply'], ['reply']], { name }), node.reply()];
      const behindLinkCall = (name: string): Flow => [node.endpoint('door', [['call']]), linkCall, node.reply(), ...subroutine(node.ask('ask', [['back'], ['back']], { name }))];
      for (const flow of [behindFunction, behindLinkCall]) {
        await here.red.deploy(tabs(flow('a'), [slow]));
        const closing = askedToClose();
        const deployed = here.red.deploy(tabs(flow('b'), []), 'nodes');
        const close = await closing;
        const came = once(here.red.inside.server, 'request');
        const response = here.chat(question('Hi'));
        await came;
        close();
        assert.equal(await wholeText(await response), 'one: Hi');
        await deployed;
      }
    });

    it('wait where what is changed comes behind a link to another tab, or behind a link call', async () => {
      const away = (name: string): [Flow, Flow] => [
        [node.endpoint('door', [['ask']]), node.ask('ask', [['away'], ['away']]), { id: 'away', type: 'link out', mode: 'link', links: ['here'], wires: [] }],
        [{ id: 'here', type: 'link in', links: ['away'], wires: [['change']] }, { ...node.set('change', 'seen', 'yes', [['reply']]), name }, node.reply()],
      ];
      const called = (name: string): [Flow, Flow] => [
        [node.endpoint('door', [['call']]), { id: 'call', type: 'link call', links: ['in'], linkType: 'static', timeout: '20', wires: [['change']] }, { ...node.set('change', 'seen', 'yes', [['reply']]), name }, node.reply()],
        [{ id: 'in', type: 'link in', links: [], wires: [['ask']] }, node.ask('ask', [['back'], ['back']]), { id: 'back', type: 'link out', mode: 'return', links: [], wires: [] }],
      ];
      for (const flow of [away, called]) {
        await answersThrough(flow);
      }
    });

    it('wait in a subflow that is not changed for what is behind it', async () => {
      const flow = (name: string): Flow => [
        node.endpoint('door', [['instance']]), { id: 'instance', type: 'subflow:template', wires: [['change']] }, { ...node.set('change', 'seen', 'yes', [['reply']]), name }, node.reply(),
        { id: 'template', type: 'subflow', name: 'S', in: [{ x: 0, y: 0, wires: [{ id: 'inner' }] }], out: [{ x: 0, y: 0, wires: [{ id: 'pass', port: 0 }] }] },
        { ...node.ask('inner', [['pass'], ['pass']]), z: 'template' }, { ...node.code('pass', 'return msg;', [[]]), z: 'template' },
      ];
      await answersThrough((name) => [flow(name), []]);
    });

    it('do not wait for a start that never comes, since the other tab has a node of an unknown type', async () => {
      await here.red.deploy(tabs(gateway, []));
      const deployed = here.red.deploy(tabs(gateway, [{ id: 'unknown', type: 'a-node-that-nobody-has', wires: [] }]), 'nodes');
      while (!here.red.log.some((line) => /missing types/.test(line))) await once(here.red.inside.events, 'runtime-event');
      assert.equal(await wholeText(await here.chat(question('Hi'))), 'one: Hi');
      await Promise.all([deployed, here.red.deploy(tabs(gateway, []), 'nodes')]);
    });

    it('are told at once where their own node was changed in a deploy that is not started', async () => {
      const { first, finish } = halves();
      await here.red.deploy(tabs(gateway, []));
      const response = here.chat(question('Hi'));
      await first;
      const renamed = gateway.map((one) => (one.id === 'ask' ? { ...one, name: 'new' } : one));
      const deployed = here.red.deploy(tabs(renamed, [{ id: 'unknown', type: 'a-node-that-nobody-has', wires: [] }]), 'nodes');
      while (!here.red.log.some((line) => /missing types/.test(line))) await once(here.red.inside.events, 'runtime-event');
      finish();
      assert.match((await errorIn(await response)).message, /flow was changed/);
      await Promise.all([deployed, here.red.deploy(tabs(gateway, []), 'nodes')]);
    });
  });

  it('get their 504 when a fallback is deleted in which their message waits', async () => {
    const fallback = node.fallback('fallback', [['ask'], ['reply']], { waitSeconds: 3600 });
    const flow = (failed: string[]): Record<string, unknown>[] => [node.endpoint('door', [['ask']]), node.ask('ask', [['reply'], failed], { tries: 1 }), node.reply()];
    await here.deploy([...flow(['fallback']), fallback, node.statuses()]);
    here.provider.script((call) => call.reply(500, { error: { message: 'down' } }));
    const response = here.chat(question('Hi'));
    while (!here.red.taken('status').some(({ status }) => (status as { source: { type: string } }).source.type === 'switchyard-fallback')) await here.red.next('status');
    await here.deploy(flow([]));
    assert.equal((await response).status, 504);
  });

  it('do not hold up a deploy', async () => {
    const { first, finish } = halves();
    const flow = [node.endpoint('door', [['ask']]), node.ask('ask', [['reply'], ['failed']]), node.reply()];
    await here.deploy(flow);
    const response = await here.chat(question('Hi', { stream: true }));
    await first;
    const before = process.hrtime.bigint();
    await here.deploy([...flow, node.set('more', 'payload', '', [[]])]);
    // Node-RED gives a node 15 s to close, and all flows wait for it.
    assert.ok(Number(process.hrtime.bigint() - before) < 3e9);
    finish();
    await response.text();
  });

  it('have their upstream call ended when they go, also where the answer is not streamed to them', async () => {
    await here.deploy([node.httpIn('in', '/ask', [['ask']]), node.ask('ask', [['out'], ['out']]), node.httpResponse('out')]);
    here.provider.script(() => undefined);
    const control = new AbortController();
    const gone = fetch(`${here.red.url}/ask`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'Hi', signal: control.signal });
    gone.catch(() => undefined);
    await called(here.provider);
    control.abort();
    await here.provider.calls[0]?.aborted;
  });

  it('are answered by an ask that was reached over a queue, without their response on the message', async () => {
    await here.red.deploy([here.providerNode(), ...withTakers([
      node.endpoint('door', [['queue']]), node.code('queue', 'const { req, res, ...rest } = msg; node.send(JSON.parse(JSON.stringify(rest)));', [['delay']]),
      { id: 'delay', type: 'delay', pauseType: 'delay', timeout: '20', timeoutUnits: 'milliseconds', rate: '1', nbRateUnits: '1', rateUnits: 'second', randomFirst: '1', randomLast: '5', randomUnits: 'seconds', drop: false, wires: [['ask']] },
      node.ask('ask', [['reply'], ['reply']]), node.reply(),
    ])]);
    assert.equal(await wholeText(await here.chat(question('Hi'))), 'one: Hi');
  });
});
