import { saveNumbers } from '../kit/editor/numbers';
import { addStyle } from '../kit/editor/style';

export { between } from '../kit/editor/checks';

type CacheNode = EditorNode<{ sharedBy: string }>;

const input = (name: string): JQuery => $(`#node-input-${name}`);

export function checkProperty(node: CacheNode, value: string): true | string {
  const wanted = input('sharedBy').length > 0 ? input('sharedBy').val() : node.sharedBy;
  if (wanted !== 'msg' || (value && RED.utils.validateTypedProperty(value, 'msg') === true)) return true;
  return node._('check.property');
}

export function prepare(node: CacheNode): void {
  addStyle();
  input('sharedByProperty').typedInput({ types: ['msg'] });
  input('sharedBy').on('change', function () {
    const by = String($(this).val());
    $('#node-cache-property').toggle(by === 'msg');
    $('#node-cache-tip').text(node._(by === 'everyone' ? 'tip.everyone' : by === 'user or session' ? 'tip.userOrSession' : 'tip.other'));
  });
}

export function save(node: CacheNode): void {
  saveNumbers(node, 'node-input', ['keepForMinutes']);
}
