import type { Node, NodeStatusFill, NodeStatusShape } from 'node-red';
import type { Host } from './host';
import { badge, type Badge } from './status';

/** The status of a node whose state must outlive a restart: red as long as it cannot be saved, whatever else there is to show. */
export function stateBadge(node: Node, host: Host): Badge {
  const shown = badge(node, host.clock);
  let last: [NodeStatusFill, NodeStatusShape, string] | undefined;
  let unsaved = false;
  const show = (): void => {
    if (unsaved) shown.set('red', 'ring', 'state is not saved: see the log');
    else if (last) shown.set(...last);
    else shown.clear();
  };
  const look = (): void => {
    const now = host.trouble !== undefined;
    if (now === unsaved) return;
    unsaved = now;
    show();
  };
  const stop = host.onTrouble(look);
  look();
  return {
    set(...status) {
      last = status;
      if (!unsaved) show();
    },
    clear() {
      last = undefined;
      if (!unsaved) show();
    },
    close() {
      stop();
      shown.close();
    },
  };
}
