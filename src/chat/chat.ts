import type { Content } from './blocks';
import type { Extra } from './extra';

export type Role = 'system' | 'developer' | 'user' | 'assistant' | 'tool';

export interface Message {
  role: Role;
  content: Content;
  name?: string;
  /** Only with role `tool`: the call that this answers. */
  tool_call_id?: string;
  /** Only with role `tool`: the tool failed. OpenAI has no such flag. */
  is_error?: boolean;
  extra?: Extra;
}

export interface Tool {
  name: string;
  description?: string;
  /** JSON schema of the arguments. */
  parameters?: Record<string, unknown>;
  strict?: boolean;
  /** A tool that takes free text or a grammar, or that the vendor runs itself: `extra` holds it whole. */
  foreign?: true;
  extra?: Extra;
}

export type ToolChoice = 'auto' | 'none' | 'required' | { name: string } | { foreign: true; extra: Extra };

export type ResponseFormat =
  | { type: 'text' }
  | { type: 'json_object' }
  | { type: 'json_schema'; json_schema: { name: string; schema?: Record<string, unknown>; strict?: boolean; description?: string } };

/**
 * One request, in canonical words: OpenAI's names, ordered blocks, nothing lost.
 * Immutable once a run has it: whoever changes something makes a copy.
 */
export interface Chat {
  /** What the client asked for: a model, `provider/model`, an alias, `auto`, or nothing. */
  model?: string;
  messages: readonly Message[];
  tools?: Tool[];
  tool_choice?: ToolChoice;
  parallel_tool_calls?: boolean;
  response_format?: ResponseFormat;
  /** The most tokens the answer may have, reasoning included. */
  max_tokens?: number;
  stop?: string[];
  temperature?: number;
  top_p?: number;
  seed?: number;
  presence_penalty?: number;
  frequency_penalty?: number;
  reasoning_effort?: string;
  /** How many answers; the router refuses more than one. */
  n?: number;
  user?: string;
  metadata?: Record<string, unknown>;
  /** The client wants the answer in pieces. */
  stream: boolean;
  /** The client wants a usage chunk at the end of the stream. */
  include_usage?: boolean;
  extra?: Extra;
}
