/** All nodes share one store, so a second one is a mistake. */
export function checkAlone(node: EditorNode): true | string {
  let other: EditorNode | undefined;
  RED.nodes.eachConfig((config) => { if (config.type === node.type && config.id !== node.id && !config.d) other = config; });
  return other ? node._('check.alone', { name: other.name || node._('palette') }) : true;
}
