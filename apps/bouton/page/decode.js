// What bouton packed into the page, as arrays; see report/packing.hpp.

function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function floatsOf(base64) {
  const bytes = bytesOf(base64);
  return new Float32Array(bytes.buffer, 0, bytes.length >> 2);
}

/** Reads numbers of seven bits a byte, the lowest first. */
class VarintReader {
  constructor(base64) {
    this.bytes = bytesOf(base64);
    this.at = 0;
  }
  get hasMore() { return this.at < this.bytes.length; }
  next() {
    let number = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.bytes[this.at++];
      number += (byte & 127) * factor;
      if (byte < 128) return number;
    }
  }
}

function numbersOf(base64, count) {
  const reader = new VarintReader(base64), numbers = new Float64Array(count);
  for (let i = 0; i < count; ++i) numbers[i] = reader.next();
  return numbers;
}

/** Numbers that were written as the difference from the one before. */
function ascendingOf(base64, count) {
  const numbers = numbersOf(base64, count);
  for (let i = 1; i < count; ++i) numbers[i] += numbers[i - 1];
  return numbers;
}

/** Spikes by time: steps since the first that was recorded, and rows. */
function spikesOf(shown) {
  const reader = new VarintReader(shown.data);
  const steps = new Float64Array(shown.spikes), rows = new Uint32Array(shown.spikes);
  let step = 0;
  for (let i = 0; reader.hasMore;) {
    step += reader.next();
    let row = 0;
    for (let left = reader.next(); left > 0; --left, ++i) {
      row += reader.next();
      steps[i] = step;
      rows[i] = row;
    }
  }
  return { steps, rows };
}

/** The first place in an ascending array whose value is at least `value`. */
function lowerBound(array, value) {
  let low = 0, high = array.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (array[middle] < value) low = middle + 1; else high = middle;
  }
  return low;
}

/** An array of the kind of the first, with both behind each other. */
function joined(first, second) {
  const all = new first.constructor(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
