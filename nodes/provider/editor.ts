import { findVendor, vendors, type VendorRow } from '../../src/outbound/vendors';
import { isHeaderName, isHeaderValue, isOfConnection } from '../../src/net/header-rule';
import { addressOrBlank, betweenOrBlank, isVariable } from '../kit/editor/checks';
import { saveNumbers } from '../kit/editor/numbers';
import { foldSections } from '../kit/editor/sections';
import { headerList, modelTable, type HeaderRow, type ModelRow, type Table } from './editor-tables';
import { prepareTest } from './editor-test';

export { between, betweenOrBlank } from '../kit/editor/checks';
export { fillDefaults } from '../kit/editor/whole';

export type ProviderNode = EditorNode<{ name: string; vendor: string; address: string; models: ModelRow[]; headers: HeaderRow[]; allowPlainHttp: boolean }>;

let models: Table<ModelRow>;
let headers: Table<HeaderRow>;

const input = (name: string): JQuery => $(`#node-config-input-${name}`);
const nameOf = (node: { name?: string; vendor?: string }): string => node.name?.trim() || findVendor(node.vendor ?? '')?.label || node.vendor || '';

/** What the provider is called where it has no name of its own. */
export const label = (node: ProviderNode): string => nameOf(node);

export function checkName(node: ProviderNode, value: string): true | string {
  if (value?.includes('/')) return node._('check.slash');
  const own = nameOf({ name: value, vendor: node.vendor });
  const same = own.toLowerCase();
  let twin = false;
  RED.nodes.eachConfig((other) => {
    if (other.type === node.type && other.id !== node.id && !other.d && nameOf(other as ProviderNode).toLowerCase() === same) twin = true;
  });
  return twin ? node._('check.name', { name: own }) : true;
}

export function checkAddress(node: ProviderNode, value: string): true | string {
  const vendor = findVendor(node.vendor);
  if (!value && vendor && vendor.address === '') return node._('check.addressNeeded');
  return addressOrBlank(node, value);
}

/** As in `modelRow` of properties.ts. */
const numbers: [field: 'inputPrice' | 'outputPrice' | 'window' | 'quality', least: number, most: number, whole?: boolean][] = [
  ['inputPrice', 0, 1e6], ['outputPrice', 0, 1e6], ['window', 1, 1e9, true], ['quality', 0, 100],
];

export function checkModels(node: ProviderNode, rows: ModelRow[]): true | string[] {
  const problems = rows.flatMap((row, index) => {
    if (row.name.trim() === '') return [node._('check.modelName', { row: index + 1 })];
    return numbers.flatMap(([field, least, most, whole]) => {
      const verdict = betweenOrBlank(node, row[field], `model.${field}`, least, most, whole);
      return verdict === true ? [] : [node._('check.modelNumber', { name: row.name, problem: verdict })];
    });
  });
  return problems.length === 0 ? true : problems;
}

export function checkHeaders(node: ProviderNode, rows: HeaderRow[] | undefined): true | string[] {
  const problems = (rows ?? []).flatMap(({ name, value }) => {
    if (isVariable(name)) return [];
    if (!isHeaderName(name)) return [node._('check.headerName', { name })];
    if (isOfConnection(name)) return [node._('check.headerOwn', { name })];
    return isHeaderValue(value) ? [] : [node._('check.headerValue', { name })];
  });
  return problems.length === 0 ? true : problems;
}

/** Sending a key in the clear is only asked about where it would happen. */
function showPlainHttp(): void {
  const address = String(input('address').val() || input('address').attr('placeholder') || '');
  const away = /^http:\/\/(?!localhost[:/]|127\.|\[::1\])/i.test(`${address}/`);
  $('#node-provider-plain-row').toggle(away);
}

function fillVendors(node: ProviderNode): void {
  const select = input('vendor').empty();
  for (const [group, local] of [['hosted', false], ['local', true]] as const) {
    const options = $('<optgroup></optgroup>').attr('label', node._(`group.${group}`)).appendTo(select);
    for (const vendor of vendors) if (Boolean(vendor.local) === local) options.append($('<option></option>').val(vendor.id).text(vendor.label));
  }
  // A flow of a newer version may name one that is not known here.
  if (!findVendor(node.vendor)) select.append($('<option></option>').val(node.vendor).text(node.vendor));
  select.val(node.vendor);
}

function keyHint(node: ProviderNode, vendor: VendorRow | undefined, key: string): string {
  if (key.startsWith('${')) return node._('hint.keyVariable');
  if (key !== '' || !vendor) return '';
  return vendor.keyVariables.length > 0 ? node._('hint.keyBlank', { variables: vendor.keyVariables.join(', ') }) : node._('hint.keyNone');
}

function showVendor(node: ProviderNode): void {
  const vendor = findVendor(String(input('vendor').val()));
  const key = String(input('key').val() ?? '');
  input('name').attr('placeholder', vendor?.label ?? '');
  input('address').attr('placeholder', vendor?.address ?? '');
  $('#node-provider-key-hint').text(keyHint(node, vendor, key));
  // The name of a variable is no secret, and easier to type when it is seen.
  input('key').attr('type', key.startsWith('$') ? 'text' : 'password');
  showPlainHttp();
}

export function prepare(node: ProviderNode): void {
  // Node-RED would call a key that was blank and stays blank a change.
  if (node.credentials) node.credentials.has_key ??= false;
  models = modelTable($('#node-provider-models'), node.models, node._);
  headers = headerList($('#node-provider-headers'), node.headers, node._);
  fillVendors(node);
  // At each letter, not only when the field is left: what moves then would slip away under a click on Test.
  input('vendor').add(input('key')).add(input('address')).on('change input', () => showVendor(node));
  showVendor(node);
  prepareTest(node, models);
  foldSections({
    models: () => (models.read().length === 0 ? node._('summary.allModels') : node._('summary.models', { count: models.read().length })),
    limits: () => node._('summary.limits', { atOnce: String(input('atOnce').val()) }),
    headers: () => (headers.read().length === 0 ? node._('summary.noHeaders') : node._('summary.headers', { count: headers.read().length })),
  });
}

export function save(node: ProviderNode): void {
  node.models = models.read();
  node.headers = headers.read();
  saveNumbers(node, 'node-config-input', ['requestsPerMinute', 'tokensPerMinute', 'atOnce']);
}
