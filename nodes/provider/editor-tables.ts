/** A model as the dialog saves it; blank is "what the catalogue knows". The keys stand in the order in which they are saved. */
export interface ModelRow {
  name: string; inputPrice: number | ''; outputPrice: number | ''; window: number | ''; tags: string; quality: number | ''; region: string;
}
export interface HeaderRow { name: string; value: string }

/** A list of rows in a dialog. */
export interface Table<Row> { read(): Row[]; add(row: Row): void }

interface Item<Row> { row?: Row; read?: () => Row }

function table<Row>(list: JQuery, rows: readonly Row[], addWord: string, draw: (container: JQuery, row: Row | undefined) => () => Row): Table<Row> {
  list.css({ minHeight: '40px' }).editableList<Item<Row>>({
    height: 'auto',
    sortable: true,
    removable: true,
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

/** Two lines a model: what it is called, and what is known of it. */
export function modelTable(list: JQuery, rows: readonly ModelRow[], words: Words): Table<ModelRow> {
  return table<ModelRow>(list, rows, words('model.add'), (container, row) => {
    const first = $('<div class="switchyard-row"></div>').appendTo(container);
    const name = field(first, words('model.name'), row?.name);
    const tags = field(first, words('model.tags'), row?.tags);
    const second = $('<div class="switchyard-row"></div>').appendTo(container);
    const small = (key: string, value: string | number | undefined): JQuery => {
      const input = field(second, words(`model.${key}`), value);
      RED.popover.tooltip(input, words(`model.${key}Tip`));
      return input;
    };
    const inputPrice = small('inputPrice', row?.inputPrice);
    const outputPrice = small('outputPrice', row?.outputPrice);
    const window = small('window', row?.window);
    const quality = small('quality', row?.quality);
    const region = small('region', row?.region);
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
