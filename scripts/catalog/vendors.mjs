// Which of the sources' models are ours, and what is known of a vendor but of no single model.

/**
 * `abilities`, `prices`: the vendor's name in each source. `name`: the name on the wire. `json`: the vendor's best JSON mode.
 * `audio`: its models that hear. `files`: its models that see images read PDF files too. `prefill`: it continues an assistant message that stands last.
 */
export const vendors = {
  openai: { abilities: 'openai', prices: 'openai', json: 'schema', files: true, leaveOut: /codex|-pro$|deep-research|daybreak|cyber|image/ },
  anthropic: { abilities: 'anthropic', prices: 'anthropic', json: 'schema', files: true },
  gemini: { abilities: 'google', prices: 'google', json: 'schema', audio: /^gemini/, leaveOut: /deep-research|robotics/ },
  groq: { abilities: 'groq', prices: 'groq', json: 'schema' },
  mistral: { abilities: 'mistral', prices: 'mistral', json: 'schema', prefill: true, audio: /^voxtral/ },
  deepseek: { abilities: 'deepseek', prices: 'deepseek', json: 'object', alsoPriced: /^deepseek-(chat|reasoner)$/ },
  xai: { abilities: 'xai', prices: 'x-ai', json: 'schema', leaveOut: /grok-2|beta|imagine|multi-agent/ },
  openrouter: { abilities: 'openrouter', prices: 'openrouter', json: 'schema', leaveOut: /^~|:batch$|:extended$|:exacto$|-pro$/, freeNames: /:free$/ },
  together: { abilities: 'together', prices: 'together', json: 'schema' },
  fireworks: {
    abilities: 'fireworks', prices: 'fireworks', json: 'schema', leaveOut: /flux/,
    name: (id) => `accounts/fireworks/models/${id.replace(/(\d)\.(\d)/g, '$1p$2')}`, pricedAs: (id) => id.replace(/(\d)\.(\d)/g, '$1p$2'),
  },
  cerebras: { abilities: 'cerebras', prices: 'cerebras', json: 'schema' },
  perplexity: { prices: 'perplexity', json: 'schema', alsoPriced: /^sonar/, noTools: true },
  deepinfra: { abilities: 'deepinfra', json: 'schema' },
  moonshot: { abilities: 'moonshot', prices: 'moonshotai', json: 'object', prefill: true },
  zai: { abilities: 'zai', prices: 'zai', json: 'object' },
  dashscope: { abilities: 'alibaba-coding-plan', json: 'object', leaveOut: /^(glm|kimi|MiniMax)/, unpriced: true },
  nvidia: { abilities: 'nvidia', json: 'schema', unpriced: true },
  huggingface: { abilities: 'huggingface', json: 'schema' },
  novita: { abilities: 'novita', prices: 'novita', json: 'schema' },
};

/** Models that do not chat. */
export const notChat = /embed|rerank|whisper|transcribe|\btts\b|-tts|realtime|moderation|-ocr|ocr-|\bocr\b|guard|parakeet|diffusion|flux|-live|live-|native-audio|computer-use|reward|deplot|kosmos|fuyu|image(-|$)|imagine|speech|retriev|clip\b|kokoro|voxtral-mini|starcoder|codegemma|neva|vila|detector|translate|safety|safeguard/i;

/** Effort words of the sources that only mean "some effort": nothing is known then. */
export const anyEffort = ['minimal,low,medium,high', 'minimal,low,medium,high,xhigh', 'minimal,low,medium,high,max'];
