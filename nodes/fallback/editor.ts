import { modelList, type ModelList } from '../kit/editor/model-list';
import { saveNumbers } from '../kit/editor/numbers';
import type { ModelPick } from '../kit/editor/picks';
import { addStyle } from '../kit/editor/style';

export { between } from '../kit/editor/checks';

type FallbackNode = EditorNode<{ on: string[]; backups: ModelPick[] }>;

/** As in `fallbackReasons` of properties.ts, in the order in which they are shown and saved. */
export const reasons = ['rate limit', 'busy', 'timeout', 'unavailable', 'bad key', 'bad answer', 'too long', 'refused', 'bad request', 'interrupted'];

let list: ModelList;

export function checkReasons(node: FallbackNode, on: string[]): true | string {
  return on.length > 0 ? true : node._('check.reasons');
}

export function prepare(node: FallbackNode): void {
  addStyle();
  list = modelList($('#node-fallback-backups'), node.backups, node._, () => false);
  const box = $('#node-fallback-reasons');
  for (const reason of reasons) {
    const label = $('<label style="width:auto; display:block"></label>').appendTo(box);
    $('<input type="checkbox" style="width:auto; margin:0 5px 0 0; vertical-align:-1px">').val(reason).prop('checked', node.on.includes(reason)).appendTo(label);
    label.append(document.createTextNode(node._(`reason.${reason}`)));
  }
}

export function save(node: FallbackNode): void {
  node.on = $('#node-fallback-reasons input:checked').toArray().map((tick) => String($(tick).val()));
  node.backups = list.read();
  saveNumbers(node, 'node-input', ['tries', 'waitSeconds']);
}
