import type { Chat, Tool } from '../../chat/chat';
import type { Target } from '../dialect';
import { customAsFunction, isCustom } from '../translate/custom-tools';
import type { ToolNames } from '../translate/tool-names';
import type { Losses } from '../translate/warnings';
import type { JsonWay } from './json';
import { notInFormat, outputSchema } from './schema';

type Json = Record<string, unknown>;

/** The tools, and how they may be used. A JSON answer by tool is one more, and one of them must be called. */
export function encodeTools(chat: Chat, target: Target, names: ToolNames, way: JsonWay, losses: Losses): Json {
  const tools = (chat.tools ?? []).map((tool) => encodeTool(tool, target, names, losses)).filter((tool) => tool !== undefined);
  if (way.kind === 'tool') tools.push({ name: way.name, description: way.description, input_schema: way.schema });
  if (tools.length === 0) return calledBefore(chat, names);
  const choice = way.kind === 'tool' ? forcedAnswer(chat, way.name, names, tools.length) : encodeChoice(chat, target, names, losses);
  return choice ? { tools, tool_choice: choice } : { tools };
}

/** A conversation with tool calls is refused where no tool is defined: those that were called are named, and not to be called again. */
function calledBefore(chat: Chat, names: ToolNames): Json {
  const called = new Set<string>();
  for (const { content } of chat.messages) {
    if (typeof content !== 'string') for (const block of content) if (block.type === 'tool_call') called.add(names.there(block.name));
  }
  if (called.size === 0) return {};
  return { tools: [...called].map((name) => ({ name, input_schema: { type: 'object' } })), tool_choice: { type: 'none' } };
}

function encodeTool(tool: Tool, { model }: Target, names: ToolNames, losses: Losses): Json | undefined {
  const own = tool.extra?.['anthropic-messages'];
  if (isCustom(tool)) {
    losses.add('tools', `Anthropic has no custom tools: '${tool.name}' became a function, its grammar was left out.`);
    const { name, description, parameters } = customAsFunction(tool);
    return { name: names.there(name), ...(description !== undefined && { description }), input_schema: parameters };
  }
  if (tool.foreign) {
    if (own) return own;
    losses.add('tools', `Anthropic does not know the tool '${tool.name}', which another vendor runs itself: it was left out.`);
    return undefined;
  }
  const schema = tool.parameters ?? { type: 'object', properties: {} };
  const strict = tool.strict === true && model.can.json === 'schema' && notInFormat(schema) === undefined;
  return {
    ...own, name: names.there(tool.name), ...(tool.description !== undefined && { description: tool.description }),
    input_schema: strict ? outputSchema(schema) : { type: 'object', ...schema }, ...(strict && { strict: true }),
  };
}

/**
 * Alone, the answer tool is forced by name; beside others, any of them, unless the client forces one of its own.
 * One call at a time, or there would be two answers.
 */
function forcedAnswer(chat: Chat, answer: string, names: ToolNames, count: number): Json {
  const wish = chat.tool_choice;
  const single = { disable_parallel_tool_use: true };
  if (count === 1) return { type: 'tool', name: answer, ...single };
  if (typeof wish === 'object' && 'name' in wish) return { type: 'tool', name: names.there(wish.name), ...single };
  return { type: 'any', ...single };
}

function encodeChoice(chat: Chat, { model }: Target, names: ToolNames, losses: Losses): Json | undefined {
  const single = chat.parallel_tool_calls === false ? { disable_parallel_tool_use: true } : {};
  const wish = chat.tool_choice;
  if (wish === undefined) return chat.parallel_tool_calls === false ? { type: 'auto', ...single } : undefined;
  if (wish === 'auto') return { type: 'auto', ...single };
  if (wish === 'none') return { type: 'none' };
  if (typeof wish === 'object' && 'foreign' in wish) {
    const own = wish.extra['anthropic-messages'];
    if (!own) losses.add('tool_choice', `${model.name} does not know this tool choice: it decides itself.`);
    return own;
  }
  if (model.refuses?.includes('forced tool')) {
    losses.add('tool_choice', `${model.name} cannot be made to call a tool: it decides itself.`);
    return { type: 'auto', ...single };
  }
  return { ...(wish === 'required' ? { type: 'any' } : { type: 'tool', name: names.there(wish.name) }), ...single };
}
