// What Node-RED loads of each node: <n>.js, <n>.html (dialog, editor code, help), its locale catalogue.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../paths.mjs';

const kitLocale = 'nodes/kit/editor/locale.json';
const codePlace = '<script type="text/javascript" src="editor.ts"></script>';
const read = (file) => readFile(path.join(root, file), 'utf8');

async function readJson(file) {
  try {
    return JSON.parse(await read(file));
  } catch (error) {
    throw new Error(`${file}: ${error.message}`, { cause: error });
  }
}

/** The node folders that package.json declares; a folder that it does not declare, or a file that a declared one lacks, is an error. */
async function declaredNodes() {
  const declared = Object.values((await readJson('package.json'))['node-red'].nodes).map((file) => path.basename(file, '.js'));
  const there = (await readdir(path.join(root, 'nodes'), { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const undeclared = there.filter((name) => !declared.includes(name) && !['kit', 'vendor'].includes(name));
  if (undeclared.length > 0) throw new Error(`package.json, node-red.nodes, does not name: ${undeclared.join(', ')}.`);
  const files = declared.flatMap((name) => [`${name}.ts`, 'editor.ts', 'editor.html', 'help.md', 'locale.json'].map((file) => `nodes/${name}/${file}`));
  const absent = files.filter((file) => !existsSync(path.join(root, file)));
  if (absent.length > 0) throw new Error(`These files of nodes are missing: ${absent.join(', ')}.`);
  return declared;
}

/** The editor code of a node, as a script that sets `switchyard.<name>`; its registration in editor.html calls it by that name. */
async function editorCode(name) {
  const global = name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const result = await build({
    absWorkingDir: root, entryPoints: [`nodes/${name}/editor.ts`], bundle: true, write: false, format: 'iife', globalName: `switchyard.${global}`,
    platform: 'browser', target: 'es2020', charset: 'utf8', minifyWhitespace: true, minifySyntax: true, logLevel: 'silent',
  });
  const code = result.outputFiles[0].text;
  if (/<\/script|<!--/i.test(code)) throw new Error(`nodes/${name}/editor.ts: its code must not hold "</script" or "<!--".`);
  return code;
}

async function page(name) {
  const [html, help, code] = await Promise.all([read(`nodes/${name}/editor.html`), read(`nodes/${name}/help.md`), editorCode(name)]);
  if (html.split(codePlace).length !== 2) throw new Error(`nodes/${name}/editor.html must hold ${codePlace} once: the editor code goes there.`);
  const script = `<script type="text/javascript">\n${code.trim()}\n</script>`;
  return `${html.replace(codePlace, () => script).trim()}\n\n<script type="text/markdown" data-help-name="switchyard-${name}">\n${help.trim()}\n</script>\n`;
}

/** The catalogue of a node: its own words, and those of the kit under "kit". */
async function catalogue(name) {
  const own = await readJson(`nodes/${name}/locale.json`);
  if ('kit' in own) throw new Error(`nodes/${name}/locale.json: "kit" is kept for ${kitLocale}.`);
  return `${JSON.stringify({ ...own, kit: await readJson(kitLocale) }, null, 2)}\n`;
}

/** Writes everything under `out`/nodes that Node-RED finds by the name of a declared file. */
export async function buildNodePages(out) {
  const nodes = path.join(out, 'nodes');
  const locales = path.join(nodes, 'locales', 'en-US');
  const names = await declaredNodes();
  await mkdir(locales, { recursive: true });
  await Promise.all(names.map(async (name) => {
    await writeFile(path.join(nodes, `${name}.js`), `module.exports = require('./${name}/${name}.js');\n`);
    await writeFile(path.join(nodes, `${name}.html`), await page(name));
    await writeFile(path.join(locales, `${name}.json`), await catalogue(name));
  }));
}
