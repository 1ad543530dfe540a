import { element } from './element.js';
import { labelsOf } from './labels.js';

/**
 * Asks who answers here, { practice, name, models }, and shows it. The page works without knowing.
 * Which models there are is told only to those who may ask, so it is asked anew once there is a key.
 */
export async function greet({ notice, name, model, modelField }, key) {
  const info = await readInfo(key);
  notice.hidden = info.practice !== true;
  if (info.name) document.title = name.textContent = info.name;
  const ids = (info.models ?? []).filter((id) => id !== 'auto');
  const labels = labelsOf(ids);
  const chosen = model.value;
  model.replaceChildren(model.options[0], ...ids.map((id, index) => element('option', { value: id, textContent: labels[index] })));
  model.value = ids.includes(chosen) ? chosen : 'auto';
  modelField.hidden = ids.length === 0;
}

async function readInfo(key) {
  try {
    return await (await fetch(new URL('./info', import.meta.url), { headers: key ? { authorization: `Bearer ${key}` } : {} })).json();
  } catch {
    return {};
  }
}
