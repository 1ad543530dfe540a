/** The id that a client sees is the run's, in OpenAI's form. */
export const completionId = (runId: string) => `chatcmpl-${runId}`;
