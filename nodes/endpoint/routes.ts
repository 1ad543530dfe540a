import type { Request, RequestHandler } from 'express';
import type { NodeAPI } from 'node-red';
import type { Host } from '../kit/host';
import { crossOrigin, withoutEditorCors } from './cross-origin';
import { answerUnreadBodies } from './editor-parser';

interface Layer { route?: { stack: { handle: unknown }[] } }

/** Routes on Node-RED's own server that can be taken away again, as `http in` does: a deploy must leave none behind. */
export class Routes {
  private readonly ours = new Set<unknown>();
  private readonly before: RequestHandler[];
  /** Where bodies come to. */
  private readonly addresses = new Set<string>();
  private readonly forgetAddresses: () => void;

  constructor(private readonly RED: NodeAPI, private readonly host: Host) {
    const { httpNodeMiddleware } = RED.settings as { httpNodeMiddleware?: RequestHandler | RequestHandler[] };
    const cors = crossOrigin(RED);
    // What an administrator puts before all routes (a login, say) counts here as well.
    this.before = [withoutEditorCors, ...(httpNodeMiddleware ? [httpNodeMiddleware].flat() : []), ...(cors ? [cors] : [])];
    this.forgetAddresses = answerUnreadBodies(RED, this.addresses);
  }

  add(method: 'get' | 'post', path: string | RegExp, handler: RequestHandler): void {
    this.ours.add(handler);
    if (method === 'post' && typeof path === 'string') this.addresses.add(`${(this.RED.httpNode.path() || '').replace(/\/$/, '')}${path}`);
    this.RED.httpNode[method](path, ...this.before, handler);
  }

  /** Answers under way keep their response. In the midst of a deploy only once flows run: whoever comes before that finds a door. */
  remove(): void {
    void Promise.resolve(this.host.restarts.wait()).then(() => this.takeAway());
  }

  private takeAway(): void {
    this.forgetAddresses();
    const router = (this.RED.httpNode as unknown as { _router?: { stack: Layer[] } })._router;
    if (!router) return;
    router.stack = router.stack.filter((layer) => !layer.route?.stack.some(({ handle }) => this.ours.has(handle)));
    this.ours.clear();
  }
}

/**
 * All that lies below a path, or only one level of it. No pattern with a name: Express would decode what stands for that before anybody has
 * asked for a key, and tell whoever sends what cannot be decoded (%E0) of its own files.
 */
export function below(path: string, oneLevel = false): RegExp {
  return new RegExp(`^${path.replace(/[^\w/-]/g, '\\$&')}/${oneLevel ? '[^/]+' : '.+'}$`, 'i');
}

/** What a request asks for below a path; as it was sent where it cannot be decoded. */
export function restBelow(request: Pick<Request, 'path'>, path: string): string {
  const rest = request.path.slice(path.length + 1);
  try { return decodeURIComponent(rest); } catch { return rest; }
}
