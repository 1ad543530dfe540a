import { element } from './element.js';

/** Asks who answers here, { practice, name, models }, and shows it. The page works without knowing. */
export async function greet({ notice, name, model, modelField }) {
  const info = await readInfo();
  notice.hidden = info.practice !== true;
  if (info.name) document.title = name.textContent = info.name;
  const ids = (info.models ?? []).filter((id) => id !== 'auto');
  model.append(...ids.map((id) => element('option', { value: id, textContent: id })));
  modelField.hidden = ids.length === 0;
}

async function readInfo() {
  try {
    return await (await fetch(new URL('./info', import.meta.url))).json();
  } catch {
    return {};
  }
}
