/**
 * Node-RED gives its defaults only to what is dragged or imported: a node of a flow file that was written by hand, by another program or by
 * an older version of ours has no value at all for what is not in there. To the runtime that means the default; a dialog would show it
 * blank or unticked, and save that.
 */
export function fillDefaults(): void {
  RED.events.on('nodes:add', (node) => {
    if (!node.type.startsWith('switchyard-')) return;
    const saved = node as EditorNode<Record<string, unknown>>;
    for (const [name, { value }] of Object.entries(RED.nodes.getType(node.type)?.defaults ?? {})) {
      // Those are Node-RED's own, and there already.
      if (name !== 'outputs') saved[name] ??= structuredClone(value);
    }
  });
}
