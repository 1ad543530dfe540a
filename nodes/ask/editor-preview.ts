import { models, preview, type Model, type Preview } from '../kit/editor/data';
import type { ModelPick } from '../kit/editor/picks';

interface Chosen { provider: string | undefined; picks: ModelPick[]; chooseBy: string }

/** So many models are named. */
const shown = 5;

/** With a provider, names and tags mean its models only: as the runtime reads them. */
export function picksWithin(known: readonly Model[], provider: string | undefined, picks: readonly ModelPick[]): ModelPick[] {
  if (provider === undefined) return [...picks];
  const own = known.filter((model) => model.provider === provider);
  if (picks.length === 0) return own.filter(({ starter }) => starter).map(({ key }) => ({ name: key, share: 1 }));
  return picks.flatMap((pick) => own.filter(({ key, name, tags }) => [key, name, ...tags].includes(pick.name)).map(({ key }) => ({ name: key, share: pick.share })));
}

function show(place: JQuery, answer: Preview | undefined, words: Words): void {
  place.empty();
  if (!answer) return void place.text(words('preview.noRuntime'));
  if (answer.nobody) return void place.text(words('preview.nobody', { message: answer.nobody.message }));
  const ranked = answer.explained.candidates.filter(({ rank }) => rank !== null).sort((a, b) => Number(a.rank) - Number(b.rank));
  $('<div></div>').text(answer.explained.why).appendTo(place);
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
      .then((answer) => show($('#node-ask-preview-answer'), answer, words));
  });
  RED.popover.tooltip(button, words('preview.tip'));
}
