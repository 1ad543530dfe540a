import type { Block, Content } from '../chat/blocks';
import type { Chat, Message, Tool } from '../chat/chat';
import { audioTokens, fileTokens, imageTokens, tokensOfBytes } from './media-tokens';
import type { Weight } from './scripts';
import { textTokens } from './text-tokens';

/** What stands around each message, and before the answer. */
const aroundMessage: Weight = { low: 3, estimate: 4, high: 8 };
const aroundChat: Weight = { low: 1, estimate: 3, high: 10 };
/** What vendors tell the model of tools in general. */
const aroundTools: Weight = { low: 0, estimate: 50, high: 500 };
/** Vendors write schemas shorter than JSON, or as they are. */
const schemaShare: Weight = { low: 0.4, estimate: 0.8, high: 1.2 };

/**
 * Input tokens of a request, whole numbers: the best guess, and bounds that hold for the tokenizers of all vendors.
 * `counted`: of messages that belong to it, too, and were counted before.
 */
export function estimateTokens(chat: Chat, counted?: Weight): Weight {
  const sum = { ...aroundChat };
  if (counted) add(sum, counted);
  for (const message of chat.messages) addMessage(sum, message);
  if (chat.tools !== undefined && chat.tools.length > 0) {
    add(sum, aroundTools);
    for (const tool of chat.tools) addSchema(sum, schemaOf(tool));
  }
  if (chat.response_format?.type === 'json_schema') addSchema(sum, chat.response_format.json_schema.schema);
  return inWhole(sum);
}

/** What messages add to a request, whole numbers. */
export function messageTokens(messages: readonly Message[]): Weight {
  const sum = { low: 0, estimate: 0, high: 0 };
  for (const message of messages) addMessage(sum, message);
  return inWhole(sum);
}

const inWhole = ({ low, estimate, high }: Weight): Weight => ({ low: Math.floor(low), estimate: Math.round(estimate), high: Math.ceil(high) });

function addMessage(sum: Weight, message: Message): void {
  add(sum, aroundMessage);
  if (message.name !== undefined) add(sum, textTokens(message.name));
  addContent(sum, message.content);
}

function addContent(sum: Weight, content: Content): void {
  if (typeof content === 'string') add(sum, textTokens(content));
  else for (const block of content) add(sum, blockTokens(block));
}

function blockTokens(block: Block): Weight {
  switch (block.type) {
    case 'text': return textTokens(block.text);
    case 'refusal': return textTokens(block.refusal);
    case 'image_url': return imageTokens(block);
    case 'input_audio': return audioTokens(block);
    case 'file': return fileTokens(block);
    // Most vendors take earlier thinking off the prompt again.
    case 'reasoning': return { ...textTokens(block.text), low: 0 };
    case 'tool_call': return textTokens(`${block.name} ${block.arguments}`);
    case 'foreign': return tokensOfBytes(JSON.stringify(block.extra).length);
  }
}

const schemaOf = (tool: Tool): unknown => (
  tool.foreign === true ? tool.extra : { name: tool.name, description: tool.description, parameters: tool.parameters }
);

function addSchema(sum: Weight, schema: unknown): void {
  const { low, estimate, high } = textTokens(JSON.stringify(schema) ?? '');
  add(sum, { low: low * schemaShare.low, estimate: estimate * schemaShare.estimate, high: high * schemaShare.high });
}

export function add(sum: Weight, more: Weight): void {
  sum.low += more.low;
  sum.estimate += more.estimate;
  sum.high += more.high;
}
