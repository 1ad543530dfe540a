/** What a decision knows of a request: facts, no prompt. */
export interface RequestFacts {
  /** Input tokens by character classes; `estimate` is the best guess, `low` and `high` bound it. */
  tokens: { low: number; estimate: number; high: number };
  /** The answer's expected tokens, and the most it may have (absent: no limit set). */
  answerTokens: number;
  maxTokens?: number;
  needs: { tools: boolean; images: boolean; audio: boolean; files: boolean; json: 'none' | 'object' | 'schema' };
  /** The model that the client named, where that counts. */
  asked?: string;
}
