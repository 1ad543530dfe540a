import type { Price } from './price';

/** What a model can take and give. Unknown abilities count as present: the vendor's refusal is then the judge. */
export interface Abilities {
  tools: boolean;
  images: boolean;
  audio: boolean;
  files: boolean;
  /** JSON answers: none, any JSON object, or a given schema. */
  json: 'none' | 'object' | 'schema';
  /** It thinks before it answers, so its first words come late. */
  reasoning: boolean;
  /** It continues an assistant message that stands last. */
  prefill: boolean;
}

/** `sampling`: temperature, top_p and the like. `forced tool`: any tool choice but auto and none. */
export type ModelRefusal = 'sampling' | 'penalties' | 'stop' | 'forced tool';

/** What is known of a model, from the catalogue, overridden by the user's provider settings. */
export interface ModelFacts {
  /** The vendor's own name, as sent on the wire. */
  name: string;
  /** Absent: unknown, shown as unknown, never as 0. A price of zeros is free. */
  price?: Price;
  /** Context window in tokens: input and answer together. */
  window?: number;
  /** The most tokens that one answer can have. */
  maxOutput?: number;
  can: Abilities;
  /** Words by which rules may name it: "cheap", "german", "local". */
  tags: string[];
  /** 0 to 100, higher is better; from the catalogue or the user. */
  quality?: number;
  region?: string;
  /** One of the two or three that "any" means at this vendor. */
  starter?: boolean;
  /** What the vendor refuses of this model although its dialect has words for it; a dialect leaves it out with a warning. */
  refuses?: ModelRefusal[];
  /** The reasoning efforts that it takes, weakest first; empty: none. Absent: unknown, so any is sent. */
  efforts?: string[];
  /** How Anthropic's models are told to think: `adaptive` decides itself, `budget` wants a number of tokens. */
  thinking?: 'adaptive' | 'budget';
}
