import { priorities } from '../../src/admit/fair-line';
import type { Pick } from '../../src/decide/plan';
import type { Core, RunOptions } from '../../src/core';
import { failure, FailureError } from '../../src/chat/failure';
import type { z } from 'zod';
import type { Host } from '../kit/host';
import { called, llmOf, type FlowNode, type Message } from '../kit/message';
import { askProperties } from '../kit/properties';
import { sessionOf } from '../kit/session';
import type { Ticket } from '../kit/ticket';

export type AskSettings = z.output<typeof askProperties>;

const seconds = 1000;
const standardFirstWords = askProperties.parse({}).firstWordsWithinSeconds;

/** The dialog's settings and what the message brings along, as the core wants them. Throws FailureError where the provider is missing or cannot be used. */
export function runOptions(host: Host, node: FlowNode, settings: AskSettings, msg: Message, ticket: Ticket | undefined): RunOptions {
  const llm = llmOf(msg);
  return {
    node: { id: node.id, ...(node.name && { name: node.name }) },
    models: picksOf(host, node, settings),
    chooseBy: settings.chooseBy,
    maxAnswer: settings.maxAnswer || undefined,
    tries: settings.tries,
    // Unchanged, it is left to the core, which gives reasoning models more time.
    firstWordsWithinMs: settings.firstWordsWithinSeconds === standardFirstWords ? undefined : settings.firstWordsWithinSeconds * seconds,
    silentForMs: settings.silentForSeconds * seconds,
    totalWithinMs: settings.totalWithinSeconds * seconds,
    commit: settings.commit,
    afterCut: settings.afterCut,
    calls: llm.calls ?? 0,
    maxCalls: settings.maxCalls,
    tried: llm.tried ?? [],
    clientNamesModels: ticket?.client.clientNamesModels ?? true,
    caller: ticket?.client.caller,
    session: sessionOf(msg, ticket),
    priority: priorities.find((one) => one === msg.priority),
  };
}

/** The ask's own models. With a provider chosen only its models count; a blank list then means its starter models. */
function picksOf(host: Host, node: FlowNode, { provider, models }: AskSettings): Pick[] {
  const problem = provider === '' ? host.providers.whyNobody : host.providers.problemOf(provider);
  if (problem) throw new FailureError(problem);
  if (provider === '') return models;
  const name = host.providers.nameOf(provider);
  if (name === undefined) {
    throw new FailureError(failure('no_candidate', `The provider of ask ${called(node)} is missing or disabled: open the node and choose another.`));
  }
  return models.length === 0 ? startersOf(host.core, name) : models.flatMap((pick) => within(host.core, name, pick));
}

function startersOf(core: Core, provider: string): Pick[] {
  const starters = core.models().filter((one) => one.provider === provider && one.starter);
  return starters.length > 0 ? starters.map(({ key }) => ({ name: key })) : [{ name: `${provider}/*` }];
}

/** A name or a tag means those of this provider; a tag's share goes to each that has it. */
function within(core: Core, provider: string, pick: Pick): Pick[] {
  if (pick.name.startsWith(`${provider}/`)) return [pick];
  const meant = core.models().filter((one) => one.provider === provider && (one.model.name === pick.name || one.model.tags.includes(pick.name)));
  return meant.length > 0 ? meant.map(({ key }) => ({ ...pick, name: key })) : [{ ...pick, name: `${provider}/${pick.name}` }];
}
