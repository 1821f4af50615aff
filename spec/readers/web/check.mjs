/**
 * Runs the reader over Fixtures/v1 and Fixtures/broken, and reads numbers of every type beside other programs:
 * node spec/readers/web/check.mjs
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

import { FormatError, load, values } from "./nnmodel.js";

const fixtures = new URL("../../../Fixtures/", import.meta.url);
const bytes = (path) => readFile(new URL(path, fixtures));
const json = async (path) => JSON.parse(await bytes(path));

/** Names, order, dtypes, shapes, values and digests are those of the index. */
async function golden({ file, digest, modelDigest, tensors }) {
  const model = await load(await bytes(`v1/${file}`));
  const found = Array.from(model.tensors, ([name, { dtype, shape, bytes }]) => (
    { name, dtype, shape, sha256: createHash("sha256").update(bytes).digest("hex") }));
  assert.deepEqual(found, tensors);
  assert.equal(model.digest, digest);
  assert.equal(model.modelDigest, modelDigest);
}

/** A container is refused with the rule, error, field and offset of the index; what only a network breaks is opened. */
async function broken({ file, level, rule, error, field, offset }) {
  const opening = load(await bytes(`broken/${file}`));
  if (level !== "container") return opening;
  const refusal = await opening.then(() => "opened", (refusal) => refusal);
  assert.ok(refusal instanceof FormatError, `${refusal.stack ?? refusal}`);
  const found = { rule: refusal.rule, error: refusal.code, field: refusal.field, offset: refusal.offset };
  assert.deepEqual(found, { rule, error, field, offset });
}

/** All 256 floats of 8 bits, as PyTorch reads them. */
async function ofPyTorch([word, expected]) {
  const dtype = `f8_${word.replace(/^float8_|fn$|fnu$/g, "")}`;
  const found = values({ dtype, bytes: Uint8Array.from({ length: 256 }, (_, byte) => byte) });
  const floats = Buffer.from(expected, "hex");
  assert.deepEqual(Array.from(found), Array.from(found, (_, i) => floats.readFloatLE(4 * i)));
}

/** Elements of every type, as safetensors reads them. */
async function ofSafetensors([word, { dtype, values: expected }]) {
  const file = await bytes("peers/safetensors/every_dtype.safetensors");
  const start = 8 + Number(file.readBigUInt64LE());
  const [from, to] = JSON.parse(file.subarray(8, start))[word].data_offsets;
  const found = values({ dtype: dtype.toLowerCase(), bytes: file.subarray(start + from, start + to) });
  const number = (text) => (dtype === "C64" ? text.match(/[+-]?[\d.]+/g).map(Number)
    : typeof found[0] === "bigint" ? BigInt(text) : Number(text));
  assert.deepEqual(Array.from(found), expected.map(number));
}

let disagreements = 0;
async function run(agrees, cases) {
  for (const one of cases) {
    try {
      await agrees(one);
    } catch (error) {
      disagreements++;
      console.log(`disagreement: ${agrees.name} ${one.file ?? one[0]}: ${error.message}`);
    }
  }
  assert.ok(cases.length, `nothing for ${agrees.name}`);
  return cases.length;
}

const index = await json("broken/index.json");
const refused = index.filter(({ level }) => level === "container").length;
const goldenCount = await run(golden, await json("v1/index.json"));
const brokenCount = await run(broken, index);
const floats = await run(ofPyTorch, Object.entries(await json("peers/torch/float8.json")));
const types = await run(ofSafetensors, Object.entries(await json("peers/safetensors/every_dtype.tensors.json")));
if (disagreements) process.exit(1);
console.log(`${goldenCount} golden files equal, ${refused} broken files refused with rule, error, field and offset, `
  + `${brokenCount - refused} with a wrong network or state opened; numbers of ${types} types, and all of ${floats} `
  + "types of 8 bits, as other programs read them");
