type Saved = Record<string, unknown>;

/**
 * Keeps the numbers of a dialog as numbers: Node-RED would save what was typed as text, and call an untouched 8 changed
 * to "8". Called in oneditsave; a field without its id is left alone by Node-RED afterwards.
 */
export function saveNumbers(node: object, prefix: 'node-input' | 'node-config-input', names: readonly string[]): void {
  for (const name of names) {
    const field = $(`#${prefix}-${name}`);
    const typed = String(field.val() ?? '').trim();
    const number = Number(typed);
    (node as Saved)[name] = typed === '' || Number.isNaN(number) ? typed : number;
    field.removeAttr('id');
  }
}
