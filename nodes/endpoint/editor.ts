import { growingList } from '../kit/editor/growing-list';
import { path } from '../kit/editor/checks';
import { saveNumbers } from '../kit/editor/numbers';
import { foldSections } from '../kit/editor/sections';
import { suggestModels } from '../kit/editor/suggest';
import { keyList, type ClientKey, type KeyList } from './editor-keys';

export { between } from '../kit/editor/checks';

interface Alias { name: string; use: string }
type EndpointNode = EditorNode<{ path: string; chatPage: string; clientKeys: ClientKey[]; aliases: Alias[] }>;
interface AliasItem { alias?: Alias; name?: JQuery; use?: JQuery }

let keys: KeyList;

const input = (name: string): JQuery => $(`#node-input-${name}`);
const textOf = (field: JQuery | undefined): string => String(field?.val() ?? '').trim();
const trimmed = (path: string): string => path.replace(/\/+$/, '');
/** The runtime knows no capitals in a path. */
const isSame = (one: string, other: string): boolean => trimmed(one).toLowerCase() === trimmed(other).toLowerCase();

/** Two doors at one address: only the first would ever open. */
function twinOf(node: EndpointNode, value: string, field: string): true | string {
  let twin = false;
  RED.nodes.eachNode((other) => {
    if (other.type !== node.type || other.id === node.id || other.d) return;
    const { path: otherPath, chatPage } = other as EndpointNode;
    if ([otherPath || '/v1', chatPage].some((taken) => taken && isSame(taken, value))) twin = true;
  });
  return twin ? node._('check.twin', { field: node._(field), path: value }) : true;
}

export function checkPath(node: EndpointNode, value: string): true | string {
  const verdict = value ? path(node, value, 'label.path') : true;
  return verdict === true ? twinOf(node, value || '/v1', 'label.path') : verdict;
}

export function checkPage(node: EndpointNode, value: string): true | string {
  if (!value) return true;
  const verdict = path(node, value, 'label.chatPage');
  if (verdict !== true) return verdict;
  if (isSame(value, node.path || '/v1')) return node._('check.samePath');
  return twinOf(node, value, 'label.chatPage');
}

export function checkKeys(node: EndpointNode, clients: ClientKey[]): true | string[] {
  const names = clients.map(({ name }) => name);
  const problems: string[] = [];
  if (names.includes('')) problems.push(node._('check.keyName'));
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) problems.push(node._('check.keyTwin', { name }));
  // Credentials are only here once the dialog has been open.
  for (const { name, slot } of clients) if (node.credentials?.[`has_${slot}`] === false) problems.push(node._('check.noKey', { name }));
  return problems.length === 0 ? true : problems;
}

function addressOf(path: string): string {
  const root = trimmed(RED.settings.httpNodeRoot ?? '');
  return `${location.origin}${root}/${path.replace(/^\/+/, '')}`;
}

function preparePage(): void {
  const page = input('chatPage');
  const tick = $('#node-endpoint-page').prop('checked', textOf(page) !== '');
  const show = (): void => {
    $('#node-endpoint-page-row').toggle(tick.is(':checked'));
    const address = addressOf(textOf(page));
    $('#node-endpoint-page-link').attr('href', address).text(address).toggle(textOf(page) !== '');
    $('#node-endpoint-address').text(addressOf(textOf(input('path')) || '/v1'));
    RED.tray.resize();
  };
  tick.on('change', () => { page.val(tick.is(':checked') ? '/chat' : '').trigger('change'); });
  page.add(input('path')).on('change input', show);
  show();
}

function prepareAliases(node: EndpointNode): void {
  const list = growingList<AliasItem>($('#node-endpoint-aliases'), {
    addButton: node._('alias.add'),
    addItem(container, _index, item) {
      const line = $('<div class="switchyard-row"></div>').appendTo(container);
      const field = (key: string, value = ''): JQuery => $('<input type="text">').attr({ placeholder: node._(key), 'aria-label': node._(key) }).val(value).appendTo(line);
      item.name = field('alias.name', item.alias?.name);
      line.append('<span>&#8594;</span>');
      item.use = field('alias.use', item.alias?.use);
      suggestModels(item.use, node._);
    },
  });
  for (const alias of node.aliases) list.editableList('addItem', { alias });
}

function readAliases(): Alias[] {
  return $('#node-endpoint-aliases').editableList('items').toArray().flatMap((element) => {
    const { name, use } = $(element).data('data') as AliasItem;
    return textOf(name) && textOf(use) ? [{ name: textOf(name), use: textOf(use) }] : [];
  });
}

export function prepare(node: EndpointNode): void {
  preparePage();
  keys = keyList($('#node-endpoint-keys'), node.clientKeys, node.credentials ?? {}, node._);
  prepareAliases(node);
  foldSections({
    keys: () => keys.names().join(', ') || node._(input('openToAll').is(':checked') ? 'summary.everybody' : 'summary.noKeys'),
    models: () => (readAliases().length > 0 ? node._('summary.aliases', { count: readAliases().length }) : ''),
    limits: () => node._('summary.limits', { megabytes: textOf(input('maxBodyMegabytes')), seconds: textOf(input('unansweredSeconds')) }),
  });
}

/** Node-RED keeps what changed in `credentials`; it only looks for fields that the dialog has by their fixed names. */
export function save(node: EndpointNode): boolean {
  node.aliases = readAliases();
  node.credentials ??= {};
  const { clients, changed } = keys.save(node.credentials);
  node.clientKeys = clients;
  saveNumbers(node, 'node-input', ['maxBodyMegabytes', 'unansweredSeconds']);
  return changed;
}
