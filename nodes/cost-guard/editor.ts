import { saveNumbers } from '../kit/editor/numbers';
import { foldSections } from '../kit/editor/sections';

export { between, betweenOrBlank, timeZoneOrBlank } from '../kit/editor/checks';

type GuardNode = EditorNode<{ limit: number; per: string; for: string }>;

const input = (name: string): JQuery => $(`#node-input-${name}`);
const valueOf = (name: string): string => String(input(name).val() ?? '');

export function label(node: GuardNode): string {
  const values = { limit: node.limit, per: node._(`per.${node.per}`) };
  return node._(node.per === 'total' ? 'namedTotal' : 'named', values);
}

export function checkProperty(node: GuardNode, value: string): true | string {
  const wanted = input('for').length > 0 ? valueOf('for') : node.for;
  if (wanted !== 'msg' || (value && RED.utils.validateTypedProperty(value, 'msg') === true)) return true;
  return node._('check.property');
}

export function prepare(node: GuardNode): void {
  input('forProperty').typedInput({ types: ['msg'] });
  input('for').on('change', () => $('#node-guard-property').toggle(valueOf('for') === 'msg'));
  input('per').on('change', () => $('#node-guard-zone').toggle(!['hour', 'total'].includes(valueOf('per'))));
  foldSections({
    near: () => (valueOf('onlyUpTo') === '' ? node._('summary.nearOff') : node._('summary.near', { percent: valueOf('nearAtPercent'), price: valueOf('onlyUpTo') })),
  });
}

export function save(node: GuardNode): void {
  saveNumbers(node, 'node-input', ['limit', 'nearAtPercent', 'onlyUpTo']);
}
