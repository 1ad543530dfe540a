import type { ModelFacts } from '../chat/model';

/** One model at one account: what a decision chooses between. */
export interface Candidate {
  /** "provider/model": names it everywhere, and keys its signals. */
  key: string;
  provider: string;
  /** Scheme, host and port: candidates at one origin go down together. */
  origin: string;
  model: ModelFacts;
}
