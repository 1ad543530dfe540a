import { models, preview, type Posted, type Preview } from '../kit/editor/data';
import { picksWithin, type ModelPick } from '../kit/editor/picks';

interface Chosen { provider: string | undefined; picks: ModelPick[]; chooseBy: string }

/** So many models are named. */
const shown = 5;

function show(place: JQuery, posted: Posted<Preview>, words: Words): void {
  place.empty();
  if ('problem' in posted) return void place.text(posted.problem ?? words('preview.noRuntime'));
  const { answer } = posted;
  if (answer.nobody) return void place.text(words('preview.nobody', { message: answer.nobody.message }));
  const ranked = answer.explained.candidates.filter(({ rank }) => rank !== null).sort((a, b) => Number(a.rank) - Number(b.rank));
  $('<div></div>').text(words('preview.why', { why: answer.explained.why })).appendTo(place);
  ranked.slice(0, shown).forEach(({ name, reasons }, index) => {
    const line = $('<div></div>').text(words('preview.rank', { rank: index + 1, name })).appendTo(place);
    if (reasons.length > 0) line.append(document.createTextNode(`: ${reasons.join(', ')}`));
  });
}

/** The button that asks the runtime whom the list would choose now. */
export function preparePreview(words: Words, chosen: () => Chosen): void {
  const button = $('#node-ask-preview').on('click', () => {
    const { provider, picks, chooseBy } = chosen();
    void models()
      .then((known) => preview({ prompt: 'Hello', models: picksWithin(known, provider, picks), chooseBy }))
      .then((posted) => show($('#node-ask-preview-answer'), posted, words));
  });
  RED.popover.tooltip(button, words('preview.tip'));
}
