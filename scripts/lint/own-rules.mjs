// Rules for which oxlint has none. Each looks at one line of code, with comments and texts blanked out.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const rules = [
  { files: /^src\/decide\//, code: /\b(await|async)\b/, message: 'A decision never waits: no async and no await in src/decide.' },
  { files: /^src\/(?!core\.ts$|run\/stream\.ts$)/, code: /\basync\s*(function\s*)?\*|\basync\s*\*/, message: 'No async generator in src but stream: an abandoned one never runs its finally.' },
];

/** An index.ts is a registry: it may not only pass on what others export. */
const registries = /^src\/(.*\/)?index\.ts$/;

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const where = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(where);
    else if (entry.name.endsWith('.ts')) yield where;
  }
}

/** Code with comments and texts as spaces, so that lines keep their numbers. */
function codeOnly(text) {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, (found) => found.replace(/[^\n]/g, ' '));
}

/** All breaches, as `{ file, line, message }`. */
export function ownRules(root) {
  const breaches = [];
  for (const where of sources(path.join(root, 'src'))) {
    const file = path.relative(root, where).split(path.sep).join('/');
    const code = codeOnly(readFileSync(where, 'utf8'));
    code.split('\n').forEach((text, index) => {
      for (const rule of rules) if (rule.files.test(file) && rule.code.test(text)) breaches.push({ file, line: index + 1, message: rule.message });
    });
    if (registries.test(file) && !/\bexport (const|function)\b/.test(code)) breaches.push({ file, line: 1, message: 'No index.ts but registries: import from the file that owns it.' });
  }
  return breaches;
}
