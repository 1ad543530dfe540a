import { textOf } from '../../chat/blocks';
import type { Chat, Message } from '../../chat/chat';
import type { Target } from '../dialect';
import { fitId } from '../translate/tool-ids';
import type { ToolNames } from '../translate/tool-names';
import type { Losses } from '../translate/warnings';
import { encodeAssistant } from './assistant';
import { encodeContent, encodePart } from './content';

type Json = Record<string, unknown>;

/** The messages in the vendor's form. `instruction` joins the system text at the top. */
export function encodeMessages(chat: Chat, target: Target, names: ToolNames, losses: Losses, instruction?: string): Json[] {
  const messages = systemFirst(chat.messages, target, losses, instruction);
  const encoded: Json[] = [];
  const calledNames = target.vendor.differs?.toolResultName ? namesById(chat) : undefined;
  let images: Json[] = [];
  messages.forEach((message, index) => {
    if (message.role !== 'tool' && images.length > 0) { encoded.push(imagesOfTools(images)); images = []; }
    if (message.role === 'tool') {
      const result = encodeResult(message, target, losses);
      images.push(...result.images);
      const name = calledNames?.get(message.tool_call_id ?? '') ?? message.name;
      encoded.push(name === undefined ? result.message : Object.assign(result.message, { name: names.there(name) }));
    } else if (message.role === 'assistant') {
      encoded.push(Object.assign(encodeAssistant(message, target, names, losses), prefill(message, index === messages.length - 1, target, losses)));
    } else encoded.push(encodeInput(message, target, losses));
  });
  if (images.length > 0) encoded.push(imagesOfTools(images));
  return encoded;
}

function encodeInput(message: Message, target: Target, losses: Losses): Json {
  const { strict, developerRole } = target.vendor.differs ?? {};
  const role = message.role === 'developer' && !developerRole ? 'system' : message.role;
  const content = encodeContent(message.content, target, losses);
  const encoded = Object.assign({} as Json, !strict && message.extra?.['openai-chat'], { role, content });
  if (message.name === undefined) return encoded;
  if (!strict) return Object.assign(encoded, { name: message.name });
  losses.add('messages', `${target.vendor.label} knows no names of speakers: they stand before the text.`);
  const named = `${message.name}: `;
  return { ...encoded, content: typeof content === 'string' ? named + content : [{ type: 'text', text: named }, ...content] };
}

/** A tool's result is text; OpenAI has no sign for a failed tool, and no images here, so these follow in a user message. */
function encodeResult(message: Message, target: Target, losses: Losses): { message: Json; images: Json[] } {
  const rule = target.vendor.differs?.toolIds;
  const id = message.tool_call_id ?? '';
  const images: Json[] = [];
  let content: unknown = message.content;
  if (typeof message.content !== 'string') {
    const texts = message.content.filter((block) => block.type !== 'image_url');
    for (const block of message.content) {
      const image = block.type === 'image_url' ? encodePart(block, target, losses) : undefined;
      if (image) images.push(image);
    }
    const note = images.length > 0 ? [{ type: 'text' as const, text: '[The image follows.]' }] : [];
    content = encodeContent([...texts, ...note], target, losses);
  }
  if (message.is_error) content = `ERROR: ${textOf(message.content)}`;
  const own = target.vendor.differs?.strict ? {} : message.extra?.['openai-chat'];
  return { message: { ...own, role: 'tool', tool_call_id: rule ? fitId(id, rule) : id, content }, images };
}

function imagesOfTools(images: Json[]): Json {
  return { role: 'user', content: [{ type: 'text', text: 'Images from the tool results above:' }, ...images] };
}

function namesById(chat: Chat): Map<string, string> {
  const names = new Map<string, string>();
  for (const { role, content } of chat.messages) {
    if (role === 'assistant' && typeof content !== 'string') for (const block of content) if (block.type === 'tool_call') names.set(block.id, block.name);
  }
  return names;
}

/** Where a vendor's templates take one system message, all are joined at the top, and an instruction of ours goes there too. */
function systemFirst(messages: readonly Message[], { vendor }: Target, losses: Losses, instruction: string | undefined): readonly Message[] {
  const isSystem = (message: Message): boolean => message.role === 'system' || message.role === 'developer';
  const added: Message[] = instruction === undefined ? [] : [{ role: 'system', content: instruction }];
  if (!vendor.differs?.oneSystem) return [...added, ...messages];
  const system = [...messages.filter(isSystem), ...added];
  if (system.length === 0 || (system.length === 1 && messages[0] === system[0])) return messages;
  const others = messages.filter((message) => !isSystem(message));
  if (messages.some((message, index) => index > 0 && isSystem(message) && !isSystem(messages[index - 1] ?? message))) {
    losses.add('messages', `${vendor.label} takes system messages only at the top: later ones were moved there.`);
  }
  return [{ role: 'system', content: system.map((message) => textOf(message.content)).join('\n\n') }, ...others];
}

/** An assistant message that stands last is the beginning of the answer. */
function prefill(message: Message, isLast: boolean, { vendor, model }: Target, losses: Losses): Json {
  if (!isLast || (typeof message.content !== 'string' && message.content.some((block) => block.type === 'tool_call'))) return {};
  switch (vendor.differs?.prefill) {
    case 'prefix': return { prefix: true };
    case 'partial': return { partial: true };
    case 'plain': return {};
    default:
      losses.add('messages', `${model.name} at ${vendor.label} may not continue the assistant message that stands last, but begin anew.`);
      return {};
  }
}
