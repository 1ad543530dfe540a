import { growingList } from './growing-list';
import type { ModelPick } from './picks';
import { suggestModels } from './suggest';

interface Row { pick?: ModelPick; field?: JQuery; share?: JQuery }

/** A list of models by name or tag, in order, with a share each; `showShares` says whether shares decide. */
export interface ModelList { read(): ModelPick[]; refresh(): void }

/** Makes `<ol id=...>` such a list. */
export function modelList(list: JQuery, picks: readonly ModelPick[], words: Words, showShares: () => boolean): ModelList {
  const rows = (): Row[] => list.editableList('items').toArray().map((element) => $(element).data('data') as Row);
  const refresh = (): void => { for (const row of rows()) row.share?.parent().toggle(showShares()); };
  growingList<Row>(list, {
    addButton: words('kit.models.add'),
    addItem(container, _index, row) {
      const line = $('<div class="switchyard-row"></div>').appendTo(container);
      row.field = $('<input type="text">').attr({ placeholder: words('kit.models.name'), 'aria-label': words('kit.models.name') })
        .val(row.pick?.name ?? '').appendTo(line);
      const label = $('<label></label>').text(`${words('kit.models.share')} `).appendTo(line);
      row.share = $('<input type="text" class="switchyard-narrow" style="width:50px; margin:0">').val(row.pick?.share ?? 1).appendTo(label);
      label.toggle(showShares());
      suggestModels(row.field, words);
      if (!row.pick) row.field.trigger('focus');
    },
  });
  for (const pick of picks) list.editableList('addItem', { pick });
  const read = (): ModelPick[] => rows().flatMap((row) => {
    const name = String(row.field?.val() ?? '').trim();
    const typed = String(row.share?.val() ?? '').trim();
    const share = Number(typed);
    return name === '' ? [] : [{ name, share: typed !== '' && Number.isFinite(share) && share >= 0 ? share : 1 }];
  });
  return { read, refresh };
}
