import { growingList } from '../kit/editor/growing-list';

/** A model as the dialog saves it; blank is "what the catalogue knows". The keys stand in the order in which they are saved. */
export interface ModelRow {
  name: string; inputPrice: number | ''; outputPrice: number | ''; window: number | ''; tags: string; quality: number | ''; region: string;
}
export interface HeaderRow { name: string; value: string }

/** A list of rows in a dialog. */
export interface Table<Row> { read(): Row[]; add(row: Row): void }

interface Item<Row> { row?: Row; read?: () => Row }

function table<Row>(list: JQuery, rows: readonly Row[], addWord: string, draw: (container: JQuery, row: Row | undefined) => () => Row): Table<Row> {
  growingList<Item<Row>>(list, {
    addButton: addWord,
    addItem: (container, _index, item) => { item.read = draw(container, item.row); },
  });
  const add = (row: Row): void => list.editableList('addItem', { row });
  rows.forEach(add);
  return {
    add,
    read: () => list.editableList('items').toArray().flatMap((element) => {
      const item = $(element).data('data') as Item<Row>;
      return item.read ? [item.read()] : [];
    }),
  };
}

const field = (parent: JQuery, words: string, value: string | number | undefined): JQuery =>
  $('<input type="text" style="min-width:0">').attr({ placeholder: words, 'aria-label': words }).val(value ?? '').appendTo(parent);
const textOf = (input: JQuery): string => String(input.val() ?? '').trim();
/** A number, blank, or what was typed by mistake: the check of the dialog then names it. */
const numberOf = (input: JQuery): number | '' => {
  const text = textOf(input);
  return text === '' ? '' : Number.isNaN(Number(text)) ? text as '' : Number(text);
};

/** A model's name, and below it what is known of it: each field with its word, as numbers alone say little. */
export function modelTable(list: JQuery, rows: readonly ModelRow[], words: Words): Table<ModelRow> {
  return table<ModelRow>(list, rows, words('model.add'), (container, row) => {
    const newLine = (): JQuery => $('<div class="switchyard-row"></div>').appendTo(container);
    const name = field(newLine(), words('model.name'), row?.name);
    const small = (line: JQuery, key: string, value: string | number | undefined): JQuery => {
      const label = $('<label class="switchyard-hint"></label>').text(words(`model.${key}`)).appendTo(line);
      RED.popover.tooltip(label, words(`model.${key}Tip`));
      return field(line, words(`model.${key}Tip`), value).attr('placeholder', '');
    };
    const prices = newLine();
    const inputPrice = small(prices, 'inputPrice', row?.inputPrice);
    const outputPrice = small(prices, 'outputPrice', row?.outputPrice);
    const window = small(prices, 'window', row?.window);
    const other = newLine();
    const tags = small(other, 'tags', row?.tags);
    const quality = small(other, 'quality', row?.quality);
    const region = small(other, 'region', row?.region);
    if (!row) name.trigger('focus');
    return () => ({
      name: textOf(name), inputPrice: numberOf(inputPrice), outputPrice: numberOf(outputPrice), window: numberOf(window),
      tags: textOf(tags), quality: numberOf(quality), region: textOf(region),
    });
  });
}

export function headerList(list: JQuery, rows: readonly HeaderRow[], words: Words): Table<HeaderRow> {
  const drawn = table<HeaderRow>(list, rows, words('header.add'), (container, row) => {
    const line = $('<div class="switchyard-row"></div>').appendTo(container);
    const name = field(line, words('header.name'), row?.name);
    const value = field(line, words('header.value'), row?.value);
    return () => ({ name: textOf(name), value: textOf(value) });
  });
  return { ...drawn, read: () => drawn.read().filter(({ name }) => name !== '') };
}
