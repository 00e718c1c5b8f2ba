/** What a fault may do with a frame: send it now, later, changed, in pieces, or not at all. */
export interface Wire {
  send(bytes: Uint8Array): void;
  after(ms: number, fn: () => void): void;
  /** Calls back when the host speaks again, before the board's answer to that. */
  onNextRequest(fn: () => void): void;
}
export type Fault = (frame: Uint8Array, wire: Wire) => void;

/** The frame never arrives. */
export const drop: Fault = () => {};

/** The frame comes when the host has given up on it and asks something else. */
export const late: Fault = (frame, wire) => wire.onNextRequest(() => wire.send(frame));

export function delay(ms: number): Fault {
  return (frame, wire) => wire.after(ms, () => wire.send(frame));
}

/** Flips the bits of `mask` in one byte; a negative `index` counts from the end. */
export function corrupt(index: number, mask = 0x01): Fault {
  return (frame, wire) => {
    const broken = frame.slice();
    const at = index < 0 ? broken.length + index : index;
    broken[at] = (broken[at] ?? 0) ^ mask;
    wire.send(broken);
  };
}

/** The frame comes in bursts of `burstBytes` with `gapMs` between them, the first at once. */
export function split(burstBytes: number, gapMs: number): Fault {
  return (frame, wire) => {
    wire.send(frame.slice(0, burstBytes));
    for (let burst = 1; burst * burstBytes < frame.length; burst++) {
      const piece = frame.slice(burst * burstBytes, (burst + 1) * burstBytes);
      wire.after(burst * gapMs, () => wire.send(piece));
    }
  };
}

/** Puts noise in front of the frame. */
export function noiseBefore(noise: Uint8Array): Fault {
  return (frame, wire) => wire.send(Uint8Array.from([...noise, ...frame]));
}

/** Each fault gets what the one before it sends. With none, the frame passes as it is. */
export function chain(...faults: readonly Fault[]): Fault {
  const [first, ...rest] = faults;
  if (first === undefined) return (frame, wire) => wire.send(frame);
  return (frame, wire) => first(frame, { ...wire, send: (bytes) => chain(...rest)(bytes, wire) });
}

/** `count` bytes of noise, the same for the same seed. */
export function noise(count: number, seed = 1): Uint8Array {
  let state = seed >>> 0;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}
