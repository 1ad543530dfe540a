import { oneLine } from '../../chat/one-line';

/** What a key may look like. Vendors echo keys in their error texts, whole or half hidden. */
const keys = [
  // A run of asterisks, with what stands around it: "sk-ab****cd". Looked for once a word, not once a letter.
  /(?<![\w.-])[\w.-]*\*{3,}[\w.*-]*/g,
  // "Bearer abc", "api key: abc", "API key provided: abc".
  /\b(bearer|(?:api[ _-]?)?(?:key|token)(?: provided)?\s*[:=])\s*['"]?(?!is\b|was\b)[^\s'",;]{6,}/gi,
  // Well-known beginnings.
  /\b(?:sk|pk|rk|gsk|xai|hf|nvapi|csk|pplx|tgp|fw|org|proj|ghp|gho|ghs|github_pat|glpat|AIza|AKIA|eyJ)[-_]?[A-Za-z0-9][\w.-]{7,}/g,
  // Any other long run of letters and digits.
  /\b(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{24,}\b/g,
];

const mostCharacters = 300;

/** A vendor's text, fit to be shown: one line, keys masked, at most 300 characters. */
export function quotable(text: string): string {
  // Far more than is shown is never looked at.
  let shown = oneLine(text.slice(0, 4_000)).trim();
  for (const key of keys) shown = shown.replace(key, (_match, label: unknown) => (typeof label === 'string' ? `${label} ***` : '***'));
  return shown.length > mostCharacters ? `${shown.slice(0, mostCharacters - 3)}...` : shown;
}
