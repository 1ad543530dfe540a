import { ServerResponse } from 'node:http';
import type { EventEmitter } from 'node:events';

/**
 * The body of a streamed answer. Node writes a chunk as four pieces (its length, a line end, the data, a line end) and gathers
 * them for the socket, which costs a fifth of all CPU of a stream. After the first piece, which takes the headers along, a chunk
 * (RFC 9112, section 7.1) goes to the socket as one text: the same bytes. Only where nothing stands between the response and its
 * socket: HTTP/1.1, no other answer before it on the same connection, no middleware that packs bodies.
 */
export class ChunkedBody {
  private begun = false;
  /** Who did not take more, and tells when there is room again. */
  private refused: EventEmitter | undefined;

  constructor(private readonly response: ServerResponse) {}

  /** False: the client does not take what it has. */
  write(text: string): boolean {
    // An empty chunk would be the end.
    if (text === '') return true;
    const socket = this.begun ? this.plainSocket() : undefined;
    this.begun = true;
    const taken = socket ? socket.write(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`) : this.response.write(text);
    this.refused = taken ? undefined : socket ?? this.response;
    return taken;
  }

  /** After a `write` that gave false. */
  onDrain(resume: () => void): void { (this.refused ?? this.response).once('drain', resume); }

  private plainSocket(): ServerResponse['socket'] | undefined {
    const { response } = this;
    const { socket } = response;
    const plain = socket !== null && response.chunkedEncoding && socket.writable && response.writableLength === socket.writableLength
      && response.write === ServerResponse.prototype.write;
    return plain ? socket : undefined;
  }
}
