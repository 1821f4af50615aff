// Inflates streams by node's zlib: for each that comes in (length, bytes), writes how many bytes were taken, how many
// came out, and their SHA-256; nothing was taken of what is refused. Numbers are u32, little-endian.
"use strict";
const { createHash } = require("crypto");
const { inflateSync } = require("zlib");

const input = require("fs").readFileSync(0);
const output = [];
for (let place = 0; place < input.length; ) {
  const end = place + 4 + input.readUInt32LE(place);
  const answer = Buffer.alloc(8);
  let bytes = Buffer.alloc(0);
  try {
    const { buffer, engine } = inflateSync(input.subarray(place + 4, end), { info: true });
    answer.writeUInt32LE(engine.bytesWritten, 0);
    bytes = buffer;
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
  }
  answer.writeUInt32LE(bytes.length, 4);
  output.push(answer, createHash("sha256").update(bytes).digest());
  place = end;
}
process.stdout.write(Buffer.concat(output));
