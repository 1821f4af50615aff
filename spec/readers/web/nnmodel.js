/**
 * A reader of the nnmodel file, format 1.0, for browsers and node: one module, nothing to install or to build. It was
 * written from spec/format.md alone; P4 or D2 are numbers of its rules. What a network means (§9) is not looked at.
 */

const { subtle } = globalThis.crypto ?? (await import("node:crypto")).webcrypto; // node 18 has no global one
const utf8 = new TextEncoder();

/**
 * The file breaks a rule. `rule` is its number and `code` its error's name, as in the specification; `field` is what is
 * wrong, and `offset` where that lies in the file. `message` tells all this, what was expected and what was found.
 */
export class FormatError extends Error {
  constructor(rule, code, field, offset, expected, found) {
    super(`${code}: ${field}, offset ${offset}: expected ${expected}, found ${found} (${rule})`);
    Object.assign(this, { name: "FormatError", rule, code, field, offset });
  }
}

/**
 * Reads a file, and checks every byte of it.
 * @param {Uint8Array | ArrayBuffer} bytes The whole file, which must not change meanwhile.
 * @returns {Promise<{header: object, digest: string, modelDigest?: string,
 *   tensors: Map<string, {dtype: string, shape: number[], bytes: Uint8Array}>}>} The header as it stands; the content
 *   digest, and the model digest where there is a model; the tensors in the order of the file, with their raw bytes.
 * @throws {FormatError} for the first rule that is broken, in the order of §11.
 */
export async function load(bytes) {
  if (!(bytes instanceof ArrayBuffer || ArrayBuffer.isView(bytes))) throw new TypeError("load takes a file's bytes");
  if (!subtle) throw new Error("SHA-256 is there in secure contexts alone: by https, or from localhost");
  const file = new Uint8Array(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength);
  const prelude = readPrelude(file);
  const header = await readHeader(file, prelude);
  const layouts = readEntries(header, prelude);
  const tensors = await readTensors(file, layouts, readTable(file, prelude, layouts));
  const hashes = new Map();
  for (const [name, { bytes }] of tensors) hashes.set(name, await sha256(bytes));
  const { producer, storage, run, ...content } = header;
  const model = { header, digest: await contentDigest(content, hashes), tensors };
  if (Object.hasOwn(header, "model")) {
    const entries = header.tensors.filter(({ name }) => /^(layers|scaling)\./.test(name));
    model.modelDigest = await contentDigest({ model: header.model, tensors: entries }, hashes);
  }
  return model;
}

/**
 * The elements of a tensor, in row-major order.
 * @param {{dtype: string, bytes: Uint8Array}} tensor One of those that `load` gives.
 * @returns {ArrayLike} A typed array of the type itself: `BigInt64Array` or `BigUint64Array` for integers of 64 bits,
 *   `Float32Array` for floats of 8 and 16 bits, `Uint8Array` for `bool`; for `c64` an array of pairs [real, imaginary].
 */
export function values({ dtype, bytes }) {
  const { size, List, read } = DTYPES.get(dtype);
  const view = viewOf(bytes);
  const list = new List(bytes.length / size);
  for (let i = 0; i < list.length; i++) list[i] = read(view, i * size);
  return list;
}

const plain = (List, get) => ({ size: List.BYTES_PER_ELEMENT, List, read: (view, at) => view[get](at, true) });

/** Narrow floats, with infinities and NaN as IEEE 754 has them, or, where `nans` is there, these patterns as NaN. */
function narrow(exponentBits, mantissaBits, bias, nans) {
  const [highest, one, size] = [2 ** exponentBits - 1, 2 ** mantissaBits, (1 + exponentBits + mantissaBits) / 8];
  const read = (view, at) => {
    const bits = size === 1 ? view.getUint8(at) : view.getUint16(at, true);
    const [exponent, mantissa] = [(bits >> mantissaBits) & highest, bits & (one - 1)];
    const isSpecial = !nans && exponent === highest;
    if (isSpecial ? mantissa : nans?.includes(bits)) return NaN;
    const significand = (exponent ? one + mantissa : mantissa) / one;
    const magnitude = isSpecial ? Infinity : significand * 2 ** (Math.max(exponent, 1) - bias);
    return bits >> (exponentBits + mantissaBits) ? -magnitude : magnitude;
  };
  return { size, List: Float32Array, read };
}
const scale = (view, at) => (view.getUint8(at) === 255 ? NaN : 2 ** (view.getUint8(at) - 127));
const pair = (view, at) => [view.getFloat32(at, true), view.getFloat32(at + 4, true)];

const DTYPES = new Map(Object.entries({
  f64: plain(Float64Array, "getFloat64"), f32: plain(Float32Array, "getFloat32"),
  f16: narrow(5, 10, 15), bf16: narrow(8, 7, 127), f8_e5m2: narrow(5, 2, 15),
  f8_e4m3: narrow(4, 3, 7, [0x7f, 0xff]), f8_e8m0: { size: 1, List: Float32Array, read: scale },
  f8_e4m3fnuz: narrow(4, 3, 8, [0x80]), f8_e5m2fnuz: narrow(5, 2, 16, [0x80]),
  i64: plain(BigInt64Array, "getBigInt64"), i32: plain(Int32Array, "getInt32"),
  i16: plain(Int16Array, "getInt16"), i8: plain(Int8Array, "getInt8"),
  u64: plain(BigUint64Array, "getBigUint64"), u32: plain(Uint32Array, "getUint32"),
  u16: plain(Uint16Array, "getUint16"), u8: plain(Uint8Array, "getUint8"),
  bool: plain(Uint8Array, "getUint8"), c64: { size: 8, List: Array, read: pair },
}));

/** P1 to P13. */
function readPrelude(file) {
  const view = viewOf(file);
  const u32 = (at) => view.getUint32(at, true);
  const magic = [0x89, 0x4e, 0x4e, 0x4d, 0x0d, 0x0a, 0x1a, 0x0a];
  if (magic.some((byte, i) => i < file.length && file[i] !== byte)) {
    fail("P1", "not-a-model-file", "prelude.magic", 0, hex(magic), hex(file.subarray(0, 8)));
  }
  if (file.length < 64) fail("P2", "truncated", "file", file.length, "64 bytes", file.length);
  const major = view.getUint16(8, true);
  if (major !== 1) fail("P3", "unsupported-version", "prelude.version", 8, "major 1", major);
  checkCRC("P4", file.subarray(0, 60), u32(60), "prelude", 0);
  const reserved = view.getBigUint64(52, true);
  if (reserved) fail("P5", "out-of-range", "prelude.reserved", 52, 0, reserved);
  const lowest = 31 - Math.clz32(u32(12) & -u32(12));
  if (u32(12)) fail("P6", "unsupported-feature", "prelude.requiredFeatures", 12, "no feature", `bit ${lowest}`);
  const [headerStored, headerRaw, chunkCount, chunkSize] = [u32(20), u32(24), u32(28), u32(40)];
  const limit = (rule, name, offset, found, most) => {
    if (found > most) fail(rule, "limit-exceeded", `prelude.${name}`, offset, `at most ${most}`, found);
  };
  limit("P8", "headerRaw", 24, headerRaw, 67108864);
  limit("P9", "headerRaw", 24, headerRaw, 64 * headerStored + 4096);
  limit("P10", "headerStored", 20, headerStored, longestStored(headerRaw));
  if (chunkSize < 4096 || chunkSize > 16777216 || chunkSize & (chunkSize - 1)) {
    fail("P11", "out-of-range", "prelude.chunkSize", 40, "a power of two from 4096 to 16777216", chunkSize);
  }
  const [length, table, end] = [view.getBigUint64(32, true), 64 + headerStored, 64 + headerStored + 8 * chunkCount];
  if (length >> 63n || length < end) fail("P12", "out-of-range", "prelude.length", 32, `${end} to 2^63 - 1`, length);
  if (file.length < length) fail("P13", "truncated", "file", file.length, `${length} bytes`, file.length);
  if (file.length > length) fail("P13", "trailing-bytes", "file", Number(length), `${length} bytes`, file.length);
  return { headerRaw, chunkCount, chunkSize, headerChecksum: u32(44), tableChecksum: u32(48), table, end };
}

/** H1, T1, and H2 to H6: the header's value. */
async function readHeader(file, { headerRaw, headerChecksum, tableChecksum, table, end }) {
  const stored = file.subarray(64, table);
  checkCRC("H1", stored, headerChecksum, "header", 64);
  checkCRC("T1", file.subarray(table, end), tableChecksum, "table", table);
  const raw = new Uint8Array(headerRaw);
  await inflate(stored, raw, (...what) => failHeader("H2", "invalid-stream", "", ...what));
  const refused = scan(new TextDecoder("utf-8", { ignoreBOM: true }).decode(raw), 4096 + 4 * stored.length);
  let text, header;
  try {
    text = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(raw);
    header = JSON.parse(text);
  } catch (error) {
    failHeader("H3", "invalid-json", "", "JSON in UTF-8", error.message);
  }
  if (refused) {
    const spelled = (step) => (typeof step === "number" ? `[${step}]` : `.${JSON.parse(step)}`);
    const path = refused.steps.map(spelled).join("");
    if (refused.token === "null") failHeader("H5", "wrong-type", path, "a value", "null");
    failHeader("H6", "out-of-range", path, "a magnitude below 2^53", refused.token);
  }
  if (canonical(header) !== text) failHeader("H4", "invalid-json", "", "the canonical spelling", "another one");
  return header;
}

/** Checks H7, and H3's depth, of what need not be JSON; gives the first token that H5 or H6 refuses, should it be. */
function scan(text, most) {
  const steps = []; // where each open value is: an index, or a name as it is spelled
  let [count, deepest, previous, refused] = [0, 0, "", undefined];
  for (const token of tokens(text)) {
    if (!token) continue;
    if (",:[{".includes(token) && ++count > most) {
      failHeader("H7", "limit-exceeded", "", `at most ${most} of , : [ {`, "more");
    }
    if (token === "[" || token === "{") deepest = Math.max(deepest, steps.push(token === "[" ? 0 : '""'));
    else if (token === "]" || token === "}") steps.pop();
    else if (token === ":") steps[steps.length - 1] = previous;
    else if (token === "," && typeof steps.at(-1) === "number") steps[steps.length - 1]++;
    else if (token === "null" || Math.abs(token) >= 2 ** 53) refused ??= { steps: [...steps], token };
    previous = token;
  }
  if (deepest > 32) failHeader("H3", "invalid-json", "", "a depth of at most 32", deepest);
  return refused;
}

/** Strings, single characters of structure, and what is between them, without white space. */
function* tokens(text) {
  for (let at = 0; at < text.length;) {
    const start = at++;
    if (text[start] === '"') {
      while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
      at++;
    } else if (!",:[]{}".includes(text[start])) {
      while (at < text.length && !'",:[]{}'.includes(text[at])) at++;
    }
    yield text.slice(start, at).trim();
  }
}

/** What RFC 8785 makes of a value without null; strings that H4 does not allow are refused. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value === "object") {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${canonical(name)}:${canonical(value[name])}`).join()}}`;
  }
  if (typeof value === "string" && /[\0\p{Surrogate}]/u.test(value)) {
    failHeader("H4", "invalid-json", "", "no U+0000 and no lone surrogate", JSON.stringify(value));
  }
  return JSON.stringify(value);
}

/** S1 to S8, and T2: of each tensor its name, type and shape, an element's size, the bytes and chunks of all. */
function readEntries(header, { chunkCount, chunkSize }) {
  typed("S1", header, "object", "");
  const entries = member("S1", header, "tensors", "array", "");
  entries.forEach((entry, i) => typed("S1", entry, "object", `.tensors[${i}]`));
  for (const name of ["metadata", "model", "producer", "run", "storage", "training"]) {
    if (Object.hasOwn(header, name)) member("S2", header, name, "object", "");
  }
  for (const name of Object.keys(header.metadata ?? {})) member("S2", header.metadata, name, "string", ".metadata");
  for (const name of header.producer ? ["name", "version"] : []) {
    member("S2", header.producer, name, "string", ".producer");
  }
  const layouts = entries.map((entry, i) => readEntry(entry, `.tensors[${i}]`, chunkSize));
  const names = new Set();
  layouts.forEach(({ name }, i) => {
    if (names.has(name)) failHeader("S7", "duplicate-name", `.tensors[${i}].name`, "a new name", name);
    names.add(name);
  });
  if (entries.length > 1048576) failHeader("S8", "limit-exceeded", ".tensors", "at most 1048576", entries.length);
  const chunks = layouts.reduce((sum, layout) => sum + layout.chunks, 0);
  if (chunks !== chunkCount) fail("T2", "inconsistent", "prelude.chunkCount", 28, chunks, chunkCount);
  return layouts;
}

function readEntry(entry, path, chunkSize) {
  const name = member("S3", entry, "name", "string", path);
  const dtype = member("S3", entry, "dtype", "string", path);
  const shape = member("S3", entry, "shape", "array", path);
  shape.forEach((dimension, i) => {
    if (Number.isInteger(dimension) && dimension >= 0) return;
    const rule = typeof dimension === "number" ? "H9" : "S3";
    failHeader(rule, "wrong-type", `${path}.shape[${i}]`, "an integer from 0", JSON.stringify(dimension));
  });
  if (!DTYPES.has(dtype)) failHeader("S4", "unknown-word", `${path}.dtype`, [...DTYPES.keys()].join(), dtype);
  const { size } = DTYPES.get(dtype);
  if (shape.length > 8) failHeader("S5", "limit-exceeded", `${path}.shape`, "at most 8 dimensions", shape.length);
  const product = shape.reduce((product, dimension) => product * BigInt(dimension || 1), BigInt(size));
  if (product >> 63n) failHeader("S5", "limit-exceeded", `${path}.shape`, "less than 2^63 bytes", product);
  const nameLength = utf8.encode(name).length;
  const unprintable = /[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\p{Noncharacter_Code_Point}]/u;
  if (!nameLength || nameLength > 1024 || unprintable.test(name)) {
    failHeader("S6", "invalid-name", `${path}.name`, "1 to 1024 bytes of printable text", JSON.stringify(name));
  }
  const length = shape.includes(0) ? 0 : Number(product);
  return { name, dtype, shape, size, length, chunks: Math.ceil(length / chunkSize) };
}

function typed(rule, value, type, path) {
  const found = Array.isArray(value) ? "array" : typeof value;
  if (found !== type) failHeader(rule, "wrong-type", path, `type ${type}`, found);
  return value;
}

function member(rule, object, name, type, path) {
  if (!Object.hasOwn(object, name)) failHeader(rule, "missing-member", `${path}.${name}`, `type ${type}`, "nothing");
  return typed(rule, object[name], type, `${path}.${name}`);
}

const longestStored = (raw) => raw + Math.floor(raw / 256) + 128;

/** T3 to T5: where each chunk lies, and what it becomes. By T4 tensors are then in proportion to the file. */
function readTable(file, { table, end, chunkSize }, layouts) {
  const view = viewOf(file);
  const chunks = [];
  for (const layout of layouts) {
    for (let at = 0; at < layout.length; at += chunkSize) {
      const [k, entry] = [chunks.length, table + 8 * chunks.length];
      const [stored, encoding] = [view.getUint32(entry, true) & 0xfffffff, view.getUint32(entry, true) >>> 28];
      const most = layout.size > 1 ? 3 : 1;
      if (encoding > most) fail("T3", "out-of-range", `table[${k}].encoding`, entry, `at most ${most}`, encoding);
      const raw = Math.min(layout.length - at, chunkSize);
      const [shortest, longest] = encoding ? [Math.ceil((raw - 64) / 1032), longestStored(raw)] : [raw, raw];
      if (stored < shortest || stored > longest) {
        fail("T4", "out-of-range", `table[${k}].stored`, entry, `${shortest} to ${longest}`, stored);
      }
      const start = at ? end : Math.ceil(end / 64) * 64;
      const checksum = view.getUint32(entry + 4, true);
      chunks.push({ layout, j: at / chunkSize, at, raw, gap: end, start, stored, encoding, checksum });
      end = start + stored;
    }
  }
  if (end !== file.length) fail("T5", "inconsistent", "prelude.length", 32, end, file.length);
  return chunks;
}

/** T6, and D1 to D5 of each chunk: the tensors by name. */
async function readTensors(file, layouts, chunks) {
  const empty = ({ name, dtype, shape, length }) => [name, { dtype, shape, bytes: new Uint8Array(length) }];
  const tensors = new Map(layouts.map(empty));
  for (const { layout: { name, dtype, size }, j, at, raw, gap, start, stored, encoding, checksum } of chunks) {
    for (let i = gap; i < start; i++) {
      if (file[i]) fail("T6", "nonzero-padding", `tensors["${name}"].padding`, i, 0, file[i]);
    }
    const field = `tensors["${name}"].chunks[${j}]`;
    const data = file.subarray(start, start + stored);
    checkCRC("D1", data, checksum, field, start);
    const chunk = tensors.get(name).bytes.subarray(at, at + raw);
    const inflated = encoding > 1 ? new Uint8Array(raw) : chunk;
    if (encoding) await inflate(data, inflated, (...what) => fail("D2", "invalid-stream", field, start, ...what));
    else chunk.set(data);
    if (encoding > 1) joinPlanes(inflated, chunk, size, encoding === 3);
    const wrong = dtype === "bool" ? chunk.find((byte) => byte > 1) : undefined;
    if (wrong) fail("D4", "invalid-value", field, start, "0 or 1", wrong);
  }
  return tensors;
}

/** Makes elements of their planes of bytes (D3), and turns them back by one bit where they are rotated (D5). */
function joinPlanes(planes, chunk, size, isRotated) {
  const count = chunk.length / size;
  for (let p = 0; p < size; p++) {
    const plane = planes.subarray(p * count);
    const above = planes.subarray(((p + 1) % size) * count);
    for (let i = 0; i < count; i++) {
      chunk[i * size + p] = isRotated ? (plane[i] >> 1) | (above[i] << 7) : plane[i];
    }
  }
}

/** Inflates a zlib stream, which has to fill `raw` (D2); `refuse` is told what was expected, and what was found. */
async function inflate(stored, raw, refuse) {
  const [method, flags] = stored;
  if (method !== 0x78 || (method * 256 + flags) % 31 !== 0 || flags & 0x20) {
    refuse("the head of a zlib stream", hex(stored.subarray(0, 2)));
  }
  const { count, reason } = await decompress(stored, raw);
  if (reason) refuse("a zlib stream", reason);
  if (count !== raw.length) refuse(`${raw.length} bytes`, count < raw.length ? count : "more");
  // Where bytes behind the end are ignored, a stream has some if it inflates without its last byte, too.
  trailing ??= decompress(Uint8Array.of(0x78, 0x9c, 3, 0, 0, 0, 0, 1, 0), new Uint8Array(0));
  if (!(await trailing).reason && !(await decompress(stored.subarray(0, -1), raw)).reason) {
    refuse("the end of the stream", "more bytes");
  }
}
let trailing; // what becomes of an empty stream and a byte: the standard refuses them, node 20 does not

/** Inflates into `raw`: how many bytes came until the end, or until they were too many; or why it is no stream. */
async function decompress(stored, raw) {
  const { readable, writable } = new DecompressionStream("deflate");
  const [reader, writer] = [readable.getReader(), writable.getWriter()];
  const feed = async () => { // in pieces, since all of a piece, up to a thousand times its length, may come at once
    for (let at = 0; at < stored.length; at += 16384) await writer.write(stored.subarray(at, at + 16384));
    await writer.close();
  };
  feed().catch(() => {}); // the reader is told, too
  try {
    let count = 0;
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      count += piece.value.length;
      if (count > raw.length) {
        reader.cancel().catch(() => {});
        break;
      }
      raw.set(piece.value, count - piece.value.length);
    }
    return { count };
  } catch (error) {
    return { reason: error.message };
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte;
});

function checkCRC(rule, bytes, expected, field, offset) {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  const found = ~crc >>> 0;
  if (found !== expected) fail(rule, "checksum-mismatch", field, offset, expected, found);
}

/** §10, over a header and the hashes of its tensors' raw bytes by name. */
async function contentDigest(header, hashes) {
  const text = utf8.encode(canonical(header));
  const all = new Uint8Array(26 + text.length + 32 * header.tensors.length);
  all.set(utf8.encode("nnmodel content 1\n"));
  viewOf(all).setBigUint64(18, BigInt(text.length), true);
  all.set(text, 26);
  header.tensors.forEach(({ name }, i) => all.set(hashes.get(name), 26 + text.length + 32 * i));
  return hex(await sha256(all));
}

const sha256 = async (bytes) => new Uint8Array(await subtle.digest("SHA-256", bytes));
const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const fail = (...what) => { throw new FormatError(...what); };
const failHeader = (rule, code, path, ...what) => fail(rule, code, `header${path}`, 64, ...what);
