import type { ServerResponse } from 'node:http';
import type { Clock } from '../../src/clock';

const everyMs = 30_000;
/** A client that has data waiting must take this much in every 30 s, or it is cut. */
const leastBytes = 1_024;

/**
 * Cuts a client that does not read what waits for it: it would hold memory, and an upstream call, for as long as it likes.
 * Looks only while something waits. Returns what ends the watch.
 */
export function cutWhenSlow(response: ServerResponse, clock: Clock): () => void {
  let sentBefore = sent(response);
  let cancel = clock.after(everyMs, look);
  function look(): void {
    if (response.destroyed || response.closed) return;
    const sentNow = sent(response);
    // Without a socket an earlier answer on the same connection is still being sent.
    if (response.socket && waiting(response) > 0 && sentNow - sentBefore < leastBytes) {
      response.destroy();
      return;
    }
    sentBefore = sentNow;
    cancel = clock.after(everyMs, look);
  }
  return () => cancel();
}

const waiting = (response: ServerResponse): number => response.writableLength;

/** Bytes that have left for the client: `bytesWritten` counts those that still wait, too. */
function sent(response: ServerResponse): number {
  return (response.socket?.bytesWritten ?? 0) - waiting(response);
}
