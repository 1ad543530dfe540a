import type { DialectId } from '../../chat/extra';
import type { FailureKind } from '../../chat/failure';
import type { Auth } from '../auth/auth';
import type { IdRule } from '../translate/tool-ids';

/** A vendor is data: what it speaks, where, and in what it differs from its dialect. */
export interface VendorRow {
  id: string;
  label: string;
  dialect: Exclude<DialectId, 'text'>;
  /** Base address without a slash at its end; empty where the user must give one. */
  address: string;
  auth: Auth['id'];
  /** Environment variables that may hold the key, first found wins. */
  keyVariables: string[];
  /** The two or three models that "any" means here; none: whatever the server lists. */
  starters: string[];
  /** It runs on the user's own machine: its models are free, and tagged "local". */
  local?: true;
  /** What every call carries beside the key. Lower case. */
  headers?: Record<string, string>;
  /** Where the models are listed, if not at `<address>/models`. */
  modelsAddress?: string;
  differs?: Differences;
}

/** In what a vendor differs from OpenAI's own chat completions. Absent: as most do. */
export interface Differences {
  /** The name of the answer limit. Most take only the older `max_tokens`. */
  maxTokensField?: 'max_completion_tokens';
  /** Takes the role `developer`; elsewhere it becomes `system`. */
  developerRole?: true;
  /** Its chat templates take one system message, at the top. */
  oneSystem?: true;
  /** Which tool choices it has words for: `required` may be called `any`; a name may be unknown; or only auto and none; or nothing at all. */
  toolChoice?: 'any for required' | 'no names' | 'auto and none' | 'nothing';
  /** Custom tools (free text, grammar) are understood; elsewhere they become functions. */
  customTools?: true;
  /** A tool message must name its function. */
  toolResultName?: true;
  /** `additionalProperties: false` in tool schemas is refused. */
  openToolSchemas?: true;
  /** What tool call ids must look like; others are mapped. */
  toolIds?: IdRule;
  /** The best JSON mode it has; absent: schema. `schema alone`: it refuses to be asked for any JSON object. */
  json?: 'object' | 'none' | 'schema alone';
  /** How a reasoning effort is said; absent: `reasoning_effort`. */
  effort?: 'thinking' | 'thinking and effort' | 'enable_thinking' | 'nothing';
  /** How earlier thinking goes back to it; absent: not at all. `always`: on every assistant turn, if only as an empty text. */
  replayReasoning?: 'reasoning_content' | 'reasoning' | 'always' | 'think tags';
  /** Thinking may come as `<think>` tags at the start of the text. */
  thinkTags?: true;
  /** Repeats a delta of thinking word for word. */
  repeatsReasoning?: true;
  /** Streams carry usage unasked, and `stream_options` is refused or ignored. */
  usageUnasked?: true;
  /** How an assistant message that stands last is continued; absent: it is not. */
  prefill?: 'prefix' | 'partial' | 'plain';
  /** Says that message again before it goes on. */
  echoesPrefill?: true;
  /** The message of a reply may be sent back as it came, with all its fields; elsewhere null and empty ones, and annotations, are refused. */
  echoes?: true;
  /** Google's signatures go back with the tool calls that they belong to; elsewhere they are refused. */
  signatures?: true;
  /** Content that is only text must be a plain string. */
  plainText?: true;
  /** An assistant message with tool calls needs content, if only an empty text. */
  contentBesideCalls?: true;
  /** Images only as data URLs. */
  imagesInlineOnly?: true;
  /** Fields that it refuses; each is left out with a warning. */
  dropFields?: string[];
  /** Refuses every field that it does not know: only these unknown ones pass. */
  strict?: string[];
  rename?: Record<string, string>;
  /** Stop texts are refused by all its models; the answer is cut here instead. */
  noStop?: true;
  /** Error codes of its own. */
  codes?: Record<string, FailureKind>;
}
