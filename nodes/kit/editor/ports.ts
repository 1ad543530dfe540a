/**
 * How outputs move when a dialog is closed, as Node-RED's hidden `outputs` field wants it: old port to new port, -1 for a
 * port that is gone, and a name that is no number for a new one. Wires follow.
 */
export type PortMap = Record<string, number>;

/**
 * `now` holds, for each output from top to bottom, the port that it was, or undefined for a new one;
 * `before` is how many ports there were.
 */
export function portMap(before: number, now: readonly (number | undefined)[]): PortMap {
  const map: PortMap = {};
  for (let old = 0; old < before; old++) map[old] = -1;
  now.forEach((old, port) => { map[old === undefined || old >= before ? `new${port}` : old] = port; });
  return map;
}
