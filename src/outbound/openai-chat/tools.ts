import type { Chat, Tool } from '../../chat/chat';
import type { Target } from '../dialect';
import { customAsFunction, isCustom } from '../translate/custom-tools';
import type { ToolNames } from '../translate/tool-names';
import type { Losses } from '../translate/warnings';

type Json = Record<string, unknown>;

/** The tools and how they may be used; `{}` where there are none. */
export function encodeTools(chat: Chat, target: Target, names: ToolNames, losses: Losses): Json {
  const choice = encodeChoice(chat, target, names, losses);
  const offered = (chat.tools ?? []).filter((tool) => choice.only === undefined || tool.name === choice.only);
  const tools = offered.map((tool) => encodeTool(tool, target, names, losses)).filter((tool) => tool !== undefined);
  if (tools.length === 0 || choice.hide) return {};
  const fields: Json = { tools };
  if (choice.value !== undefined) fields.tool_choice = choice.value;
  if (chat.parallel_tool_calls !== undefined) {
    if (dropsParallel(target)) losses.add('parallel_tool_calls', `${target.vendor.label} does not take parallel_tool_calls: ${chat.parallel_tool_calls ? 'it was left out' : 'only the first call is kept'}.`);
    else fields.parallel_tool_calls = chat.parallel_tool_calls;
  }
  return fields;
}

export function dropsParallel({ vendor }: Target): boolean {
  return vendor.differs?.dropFields?.includes('parallel_tool_calls') === true;
}

function encodeTool(tool: Tool, { vendor }: Target, names: ToolNames, losses: Losses): Json | undefined {
  const own = tool.extra?.['openai-chat'];
  if (isCustom(tool) && !vendor.differs?.customTools) {
    losses.add('tools', `${vendor.label} has no custom tools: '${tool.name}' became a function, its grammar was left out.`);
    const described = customAsFunction(tool);
    return { type: 'function', function: { ...described, name: names.there(described.name) } };
  }
  if (tool.foreign) {
    if (own) return own;
    losses.add('tools', `${vendor.label} does not know the tool '${tool.name}', which another vendor runs itself: it was left out.`);
    return undefined;
  }
  const { function: inner, ...outer } = own ?? {};
  const described: Json = { ...(typeof inner === 'object' ? inner : {}), name: names.there(tool.name) };
  if (tool.description !== undefined) described.description = tool.description;
  const parameters = tool.parameters ?? (vendor.differs?.customTools ? undefined : { type: 'object', properties: {} });
  if (parameters !== undefined) described.parameters = vendor.differs?.openToolSchemas ? opened(parameters) : parameters;
  if (tool.strict !== undefined) described.strict = tool.strict;
  return { ...outer, type: 'function', function: described };
}

/** A schema without `additionalProperties: false`, at every depth. */
function opened(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(opened);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema).filter(([key, value]) => key !== 'additionalProperties' || value !== false).map(([key, value]) => [key, opened(value)]));
}

interface Choice {
  value?: unknown;
  /** Only this tool is offered, since it cannot be named. */
  only?: string;
  hide?: true;
}

function encodeChoice(chat: Chat, { vendor, model }: Target, names: ToolNames, losses: Losses): Choice {
  const wish = chat.tool_choice;
  if (wish === undefined) return {};
  const has = vendor.differs?.toolChoice;
  const told = (message: string): void => losses.add('tool_choice', `${model.name} at ${vendor.label} ${message}.`);
  if (typeof wish === 'object' && 'foreign' in wish) {
    const own = wish.extra['openai-chat'];
    if (own && has === undefined) return { value: own };
    told('does not know this tool choice: it decides itself');
    return {};
  }
  if (wish === 'auto') return has === 'nothing' ? {} : { value: wish };
  if (wish === 'none') return has === 'nothing' ? { hide: true } : { value: wish };
  const only = typeof wish === 'object' ? wish.name : undefined;
  if (has === 'nothing' || has === 'auto and none' || model.refuses?.includes('forced tool')) {
    told(only === undefined ? 'cannot be made to call a tool: it decides itself' : `cannot be made to call '${only}': it is the only tool offered`);
    return { only, ...(has !== 'nothing' && { value: 'auto' }) };
  }
  if (only === undefined) return { value: has === 'any for required' ? 'any' : 'required' };
  if (has === 'no names') return { only, value: 'required' };
  return { value: { type: 'function', function: { name: names.there(only) } } };
}
