import { models, type Model } from './data';
import { lastPiece } from './picks';

interface Suggestion { value: string; label: JQuery }

function suggestion(value: string, note: string): Suggestion {
  const label = $('<div style="display:flex; gap:8px"></div>');
  $('<span class="red-ui-autoComplete-completion"></span>').text(value).appendTo(label);
  $('<span style="font-size:0.8em"></span>').text(note).appendTo(label);
  return { value, label };
}

/** Tags first, then models that hold what was typed. */
function matching(known: readonly Model[], typed: string, tagWord: string): { value: string; note: string }[] {
  const wanted = typed.toLowerCase();
  const tags = [...new Set(known.flatMap((model) => model.tags))].sort()
    .map((tag) => ({ value: tag, note: tagWord }));
  const names = known.map((model) => ({ value: model.name, note: model.provider }));
  const wholes = known.map((model) => ({ value: model.key, note: '' })).filter(() => wanted.includes('/'));
  return [...tags, ...names, ...wholes].filter(({ value }) => value.toLowerCase().includes(wanted)).slice(0, 40);
}

/** Completes names of models and tags while somebody types; with `several`, the last of a list with commas. */
export function suggestModels(field: JQuery, words: Words, several = false): void {
  let known: Model[] = [];
  void models().then((found) => { known = found; });
  field.autoComplete({
    minLength: 0,
    search(text: string) {
      const { before, piece } = several ? lastPiece(text) : { before: '', piece: text.trim() };
      return matching(known, piece, words('kit.models.tag')).map(({ value, note }) => {
        const { label } = suggestion(value, note);
        return { value: before + value, label };
      });
    },
  });
}
