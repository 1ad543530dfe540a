/**
 * The practice models: each has its own price, pace and temper, so that routing, failover and budgets have something to choose between.
 * Prices are pretended, in dollars per million tokens: nobody is charged.
 *
 * @typedef {object} PracticeModel
 * @property {string} id
 * @property {('openai' | 'anthropic')[]} dialects which doors serve it
 * @property {'long' | 'middle' | 'short'} length of its answers
 * @property {'english' | 'german'} language
 * @property {boolean} coder puts code into its answers
 * @property {'steady' | 'flaky'} temper
 * @property {number} firstMs time to its first word
 * @property {number} wordMs time between two words
 * @property {number} thinks hidden thinking tokens, billed as output
 * @property {number} window tokens, question and answer together
 * @property {number} inputPrice
 * @property {number} outputPrice
 */

/** @type {Omit<PracticeModel, 'id'>} */
const usual = {
  dialects: ['openai'], length: 'middle', language: 'english', coder: false, temper: 'steady',
  firstMs: 350, wordMs: 35, thinks: 0, window: 128_000, inputPrice: 0.5, outputPrice: 2,
};

/** @type {readonly PracticeModel[]} */
export const models = [
  { ...usual, id: 'practice-best', length: 'long', firstMs: 1000, wordMs: 45, thinks: 64, window: 200_000, inputPrice: 5, outputPrice: 25 },
  { ...usual, id: 'practice-mid' },
  { ...usual, id: 'practice-small', length: 'short', firstMs: 120, wordMs: 15, window: 16_000, inputPrice: 0.05, outputPrice: 0.2 },
  { ...usual, id: 'practice-german', language: 'german' },
  { ...usual, id: 'practice-coder', coder: true, wordMs: 25, inputPrice: 1, outputPrice: 5 },
  { ...usual, id: 'practice-flaky', dialects: ['openai', 'anthropic'], length: 'short', temper: 'flaky', inputPrice: 0.02, outputPrice: 0.1 },
  { ...usual, id: 'practice-claude', dialects: ['anthropic'], firstMs: 500, window: 200_000, inputPrice: 3, outputPrice: 15 },
];

/** The models behind one door. */
export const modelsOf = (dialect) => models.filter((model) => model.dialects.includes(dialect));
