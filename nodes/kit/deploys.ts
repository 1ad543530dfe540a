import type { NodeAPI } from 'node-red';
import { touchedBy, type Deploy } from './touched';

/** What Node-RED tells its editors. */
interface RuntimeEvent { id?: string; payload?: { error?: string } }

/** Told of each deploy of this runtime. */
export interface DeployListener {
  started(): void;
  /** What the deploy touches; undefined: whatever there is. */
  stopping(touched: ReturnType<typeof touchedBy>): void;
  /** Node-RED does not start it: what it left untouched runs on, and nothing else comes. */
  notStarted(): void;
}

/** Listens to deploys. Returns what ends it. */
export function onDeploys(RED: NodeAPI, listener: DeployListener): () => void {
  const started = (): void => listener.started();
  const stopping = (deploy?: Deploy): void => {
    // Thrown out of here it would leave Node-RED's flows half stopped.
    let touched: ReturnType<typeof touchedBy>;
    try { touched = touchedBy(RED, deploy); } catch { touched = undefined; }
    listener.stopping(touched);
  };
  const told = (event?: RuntimeEvent): void => {
    if (event?.id === 'runtime-state' && (event.payload?.error === 'missing-types' || event.payload?.error === 'missing-modules')) listener.notStarted();
  };
  RED.events.on('flows:started', started);
  RED.events.on('flows:stopping', stopping);
  RED.events.on('runtime-event', told);
  return () => { RED.events.removeListener('flows:started', started).removeListener('flows:stopping', stopping).removeListener('runtime-event', told); };
}
