// ArrayBuffers that give their bytes away: transfer(), as newer engines have it, and structuredClone
// with it.
const is_detached = (buffer) => {
  if (buffer.byteLength > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
};

function transfer(length = this.byteLength) {
  if (is_detached(this)) throw new TypeError("Cannot transfer a detached ArrayBuffer");
  const moved = new ArrayBuffer(length);
  new Uint8Array(moved).set(new Uint8Array(this, 0, Math.min(this.byteLength, moved.byteLength)));
  native.detach(this);
  return moved;
}

if (!ArrayBuffer.prototype.transfer) {
  const added = { writable: true, configurable: true };
  for (const name of ["transfer", "transferToFixedLength"]) {
    Object.defineProperty(ArrayBuffer.prototype, name, { value: transfer, ...added });
  }
  Object.defineProperty(ArrayBuffer.prototype, "detached", {
    get() {
      return is_detached(this);
    },
    configurable: true,
  });
}

const clone = globalThis.structuredClone; // of core-js, which calls transfer()

/// What has no bytes to give away is refused.
function buffer_of(item) {
  const buffer = ArrayBuffer.isView(item) ? item.buffer : item;
  if (!(buffer instanceof ArrayBuffer)) throw new TypeError("Object is not transferable");
  if (is_detached(buffer)) {
    throw new DOMException("An ArrayBuffer is detached and could not be cloned.", "DataCloneError");
  }
  return buffer;
}

/// As workerd, of ArrayBuffers alone, given also by their views, and twice is once
/// (src/workerd/jsg/ser.c++, Serializer::transfer).
export function structuredClone(value, options) {
  const given = options?.transfer;
  if (given === undefined) return clone(...arguments);
  return clone(value, { transfer: [...new Set([...given].map(buffer_of))] });
}
