import { growingList } from '../kit/editor/growing-list';

/** A client, and the credential that holds its key. */
export interface ClientKey { name: string; slot: string }
type Credentials = Record<string, string | boolean | undefined>;

export interface KeyList {
  names(): string[];
  /** Writes new and removed keys to the node's credentials. `changed`: some key is another than before. */
  save(credentials: Credentials): { clients: ClientKey[]; changed: boolean };
}

/** As many as the node declares credentials: key1 to key32. */
const most = 32;
/** What stands in for a key that is stored: the editor never has the key itself. */
const stored = '__PWRD__';

interface Item { client?: ClientKey; slot?: string; name?: JQuery; key?: JQuery }

const textOf = (field: JQuery | undefined): string => String(field?.val() ?? '').trim();

/** 32 random bytes: nobody guesses them. Works on pages without https too. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const letters = btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, '');
  return `sk-${letters}`;
}

/** Shows a made key in the clear, once, so that it can be handed to the client. */
function makeKey(item: Item, note: JQuery, words: Words): void {
  const key = newKey();
  item.key?.attr('type', 'text').val(key).trigger('focus').trigger('select');
  const copied = navigator.clipboard ? navigator.clipboard.writeText(key) : Promise.reject(new Error('no clipboard'));
  copied.then(() => note.text(words('key.made')), () => note.text(words('key.madeNoCopy')));
}

function freeSlot(taken: readonly (string | undefined)[]): string | undefined {
  return Array.from({ length: most }, (_, index) => `key${index + 1}`).find((slot) => !taken.includes(slot));
}

const keyNow = (credentials: Credentials, slot: string): string => String(credentials[slot] ?? (credentials[`has_${slot}`] ? stored : ''));

/** A client's name in the clear, its key as dots, and the button that makes a new one. */
function drawRow(container: JQuery, item: Item, credentials: Credentials, words: Words): void {
  const line = $('<div class="switchyard-row"></div>').appendTo(container);
  const field = (type: string, key: string): JQuery => $('<input>').attr({ type, placeholder: words(key), 'aria-label': words(key) }).appendTo(line);
  item.name = field('text', 'key.name').val(item.client?.name ?? '');
  item.key = field('password', 'key.key').attr('autocomplete', 'new-password').val(keyNow(credentials, item.slot ?? ''));
  const note = $('<div class="switchyard-hint"></div>').appendTo(container);
  const button = $('<button type="button" class="red-ui-button"><i class="fa fa-magic"></i></button>').attr('aria-label', words('key.make'))
    .on('click', () => makeKey(item, note, words)).appendTo(line);
  RED.popover.tooltip(button, words('key.make'));
  if (!item.client) item.name.trigger('focus');
}

/** Puts a key where Node-RED looks for changed credentials. True where it is another than before. */
function put(credentials: Credentials, slot: string, key: string): boolean {
  const changed = key !== stored && key !== keyNow(credentials, slot);
  if (changed) credentials[slot] = key;
  credentials[`has_${slot}`] = key !== '';
  return changed;
}

/** The list of clients. */
export function keyList(list: JQuery, clients: readonly ClientKey[], credentials: Credentials, words: Words): KeyList {
  const items = (): Item[] => list.editableList('items').toArray().map((element) => $(element).data('data') as Item);
  growingList<Item>(list, {
    addButton: words('key.add'),
    addItem(container, _index, item) {
      item.slot = item.client?.slot ?? freeSlot([...items().map(({ slot }) => slot), ...clients.map(({ slot }) => slot)]);
      if (item.slot === undefined) container.text(words('key.full', { most }));
      else drawRow(container, item, credentials, words);
    },
  });
  for (const client of clients) list.editableList('addItem', { client });

  const rows = (): { client: ClientKey; key: string }[] => items().flatMap(({ slot, name, key }) =>
    (slot !== undefined && (textOf(name) || textOf(key)) ? [{ client: { name: textOf(name), slot }, key: textOf(key) }] : []));
  return {
    names: () => rows().map(({ client }) => client.name),
    save(credentials) {
      const now = rows();
      const gone = clients.filter(({ slot }) => !now.some(({ client }) => client.slot === slot));
      const changes = [...now.map(({ client, key }) => put(credentials, client.slot, key)), ...gone.map(({ slot }) => put(credentials, slot, ''))];
      return { clients: now.map(({ client }) => client), changed: changes.includes(true) };
    },
  };
}
