import type { Request, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { FailureError } from '../../src/chat/failure';
import { chooseBy, pick } from '../../src/decide/plan';
import { readPrompt } from '../../src/inbound/prompt';
import { vendors } from '../../src/outbound/vendors';
import { hostOf, type Host } from '../kit/host';
import { testedConfig } from './tested-config';

const preview = z.object({ prompt: z.unknown(), plan: z.unknown().optional(), models: z.array(pick).optional(), chooseBy: chooseBy.optional() });

/** What the editor asks of the runtime. Nothing that is answered here holds a key or a prompt. */
export function adminRoutes(RED: NodeAPI): void {
  const mayRead = RED.auth.needsPermission('switchyard.read');
  const mayWrite = RED.auth.needsPermission('switchyard.write');
  const answer = (work: (host: Host, body: unknown) => unknown) => (request: Request, response: Response): void => {
    void Promise.resolve().then(() => work(hostOf(RED), request.body)).then((result) => response.json(result)).catch((problem: unknown) => {
      if (response.headersSent) return;
      const bad = problem instanceof FailureError || problem instanceof z.ZodError;
      response.status(bad ? 400 : 500).json({ message: (problem as Error)?.message ?? 'unknown' });
    });
  };
  RED.httpAdmin.get('/switchyard/models', mayRead, answer(({ core }) => core.models()
    .map(({ key, provider, model, starter }) => ({ key, provider, name: model.name, tags: model.tags, starter }))));
  RED.httpAdmin.get('/switchyard/vendors', mayRead, answer(() => vendors
    .map(({ id, label, address, keyVariables, local }) => ({ id, label, address, keyVariables, local: local === true }))));
  RED.httpAdmin.post('/switchyard/decide', mayRead, answer(({ core }, body) => {
    const { prompt, plan, models, chooseBy: by } = preview.parse(body);
    return core.decide(readPrompt(prompt, 'prompt'), plan, { models, chooseBy: by });
  }));
  RED.httpAdmin.post('/switchyard/test', mayWrite, answer(async (host, body) => {
    const tested = testedConfig(RED, host, body);
    if ('message' in tested) return { ok: false, ...tested };
    const result = await host.core.test(tested);
    return result.ok ? { ok: true, models: result.models.map(({ name }) => name) } : result;
  }));
}
