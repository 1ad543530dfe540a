import { saveNumbers } from '../kit/editor/numbers';
import { addStyle } from '../kit/editor/style';

export { between } from '../kit/editor/checks';

type MemoryNode = EditorNode<{ session: string; sessionType: string }>;

const typeNow = (node: MemoryNode): string => String($('#node-input-sessionType').val() ?? node.sessionType);

export function checkSession(node: MemoryNode, value: string): true | string {
  const type = typeNow(node);
  if (type === 'auto') return true;
  if (!value) return node._('check.session');
  return RED.utils.validateTypedProperty(value, type, { label: node._('label.session') });
}

export function prepare(node: MemoryNode): void {
  addStyle();
  const auto = { value: 'auto', label: node._('session.auto'), hasValue: false };
  $('#node-input-session').typedInput({ default: 'auto', types: [auto, 'msg', 'flow', 'global', 'str', 'jsonata', 'env'], typeField: '#node-input-sessionType' })
    .on('change', () => $('#node-memory-tip').text(node._(typeNow(node) === 'auto' ? 'tip.auto' : 'tip.given')));
}

export function save(node: MemoryNode): void {
  saveNumbers(node, 'node-input', ['messages', 'tokens', 'forgetAfterHours']);
}
