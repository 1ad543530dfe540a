import { saveNumbers } from '../kit/editor/numbers';
import { foldSections } from '../kit/editor/sections';

export { between } from '../kit/editor/checks';

export function prepare(node: EditorNode): void {
  foldSections({
    pieces: () => node._('summary.pieces', { as: $('#node-input-streamAs option:selected').text(), ms: String($('#node-input-everyMs').val()) }),
  });
}

export function save(node: EditorNode): void {
  saveNumbers(node, 'node-input', ['everyMs']);
}
