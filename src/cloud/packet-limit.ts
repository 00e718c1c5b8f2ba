/**
 * Reads only the fixed headers of a stream of MQTT packets (MQTT 5.0 §2.1: one byte, then a variable byte integer)
 * and says when one announces more than `limitBytes`. The parser of `mqtt` collects a packet whole, up to 256 MB,
 * before anyone may look at its size: a broker could fill the cabinet's memory.
 */
export class PacketLimit {
  readonly #limitBytes: number;
  #state: 'type' | 'length' | 'body' = 'type';
  #length = 0;
  #shift = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** False as soon as a packet is too large or its length is malformed; it makes no sense to go on then. */
  accept(chunk: Uint8Array): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === 'body') {
        const take = Math.min(this.#length, chunk.length - at);
        this.#length -= take;
        at += take;
        if (this.#length === 0) this.#state = 'type';
      } else if (this.#state === 'type') {
        this.#state = 'length';
        this.#length = 0;
        this.#shift = 0;
        at += 1;
      } else if (!this.#acceptLengthByte(chunk[at++] ?? 0)) {
        return false;
      }
    }
    return true;
  }

  #acceptLengthByte(byte: number): boolean {
    if (this.#shift > 21) return false;
    this.#length += (byte & 0x7f) * 2 ** this.#shift;
    this.#shift += 7;
    if (byte >= 0x80) return true;
    this.#state = this.#length === 0 ? 'type' : 'body';
    return this.#length <= this.#limitBytes;
  }
}
