import { EventEmitter } from 'node:events';
import type { Response } from 'express';

/** An Express response without a network: what was written, and as much as a test wants to be waiting. */
export class FakeResponse extends EventEmitter {
  headersSent = false;
  writableEnded = false;
  writableNeedDrain = false;
  destroyed = false;
  closed = false;
  statusCode = 0;
  headers: Record<string, string> = {};
  body = '';
  /** Bytes that the client has not taken. */
  writableLength = 0;
  socket = { bytesWritten: 0 };

  status(code: number): this { this.statusCode = code; return this; }
  setHeader(name: string, value: string): this { this.headers[name] = value; return this; }
  set(headers: Record<string, string>): this { Object.assign(this.headers, headers); return this; }
  writeHead(): this { this.headersSent = true; return this; }
  flushHeaders(): void { this.headersSent = true; }
  write(text: string): boolean {
    this.headersSent = true;
    this.body += text;
    this.socket.bytesWritten += text.length;
    if (this.writableNeedDrain) this.writableLength += text.length;
    return !this.writableNeedDrain;
  }
  end(text = ''): this { this.write(text); this.writableEnded = true; if (this.writableLength === 0) this.close(); return this; }
  destroy(): this { this.destroyed = true; this.close(); return this; }
  /** The client has gone, or has everything. */
  close(): void { if (!this.closed) { this.closed = true; this.emit('close'); } }

  get express(): Response { return this as unknown as Response; }
}
