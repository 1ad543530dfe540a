import type { Tool, ToolChoice } from '../../chat/chat';
import { bad, extraOf, isGiven, isObject, kindOf, listAt, nameAt, objectAt, rest, textAt, type Json } from './check';
import { withInner } from './read-message';

const outer = new Set(['type', 'function']);
const inner = new Set(['name', 'description', 'parameters', 'strict']);
const none: ReadonlySet<string> = new Set();

/** The tools of a request, or undefined where there are none: clients send `[]` and `null` too. */
export function readTools(value: unknown): Tool[] | undefined {
  if (!isGiven(value)) return undefined;
  const tools = listAt(value, 'tools').map((tool, index) => readTool(tool, `tools[${index}]`));
  return tools.length > 0 ? tools : undefined;
}

function readTool(value: unknown, field: string): Tool {
  const tool = objectAt(value, field);
  if (tool.type !== 'function') return foreignTool(tool, field);
  const described = objectAt(tool.function, `${field}.function`);
  const read: Tool = { name: nameAt(described.name, `${field}.function.name`) };
  if (isGiven(described.description)) read.description = textAt(described.description, `${field}.function.description`);
  if (isGiven(described.parameters)) read.parameters = objectAt(described.parameters, `${field}.function.parameters`);
  if (isGiven(described.strict)) read.strict = flag(described.strict, `${field}.function.strict`);
  return { ...read, ...extraOf(withInner(rest(tool, outer), 'function', rest(described, inner))) };
}

function flag(value: unknown, field: string): boolean {
  if (typeof value !== 'boolean') throw bad(field, `${field} must be true or false, but it is ${kindOf(value)}.`);
  return value;
}

/** A custom tool, or one that the vendor runs itself: kept whole, since only OpenAI's dialect understands it. */
function foreignTool(tool: Json, field: string): Tool {
  const type = nameAt(tool.type, `${field}.type`);
  const name = isObject(tool.custom) ? nameAt(tool.custom.name, `${field}.custom.name`) : type;
  return { name, foreign: true, extra: { 'openai-chat': rest(tool, none) ?? {} } };
}

/** Which tool must be called, or undefined where the client leaves it open. */
export function readToolChoice(value: unknown): ToolChoice | undefined {
  if (!isGiven(value)) return undefined;
  if (value === 'auto' || value === 'none' || value === 'required') return value;
  if (!isObject(value)) throw bad('tool_choice', 'tool_choice must be "auto", "none", "required", or {"type": "function", "function": {"name": "..."}}.');
  if (value.type !== 'function') return { foreign: true, extra: { 'openai-chat': rest(value, none) ?? {} } };
  const named = objectAt(value.function, 'tool_choice.function');
  return { name: nameAt(named.name, 'tool_choice.function.name') };
}
