"""Reads the fixtures back and compares what it finds with the indexes.

A plain reader, written from the specification. It shares nothing with the writer but the spelling of
canonical JSON. Run: python3 Fixtures/generator/verify.py
"""

import hashlib
import json
import os
import re
import struct
import sys
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import canonical  # noqa: E402
import verify_checkpoint  # noqa: E402
import verify_network  # noqa: E402
from verify_network import Broken, apart  # noqa: E402

FIXTURES = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SIZES = dict(f64=8, f32=4, f16=2, bf16=2, f8_e4m3=1, f8_e5m2=1, f8_e8m0=1, f8_e4m3fnuz=1, f8_e5m2fnuz=1,
             i64=8, i32=4, i16=2, i8=1, u64=8, u32=4, u16=2, u8=1, bool=1, c64=8)
BAD = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef]")
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.S)


def need(condition, rule, error, field, offset):
    if not condition:
        raise Broken(rule, error, field, offset)


class Number:
    def __init__(self, token):
        self.token, self.value = token, float(token)


def prelude(data):
    whole = b"\x89NNM\r\n\x1a\n"
    need(data[:8] == whole[: len(data)], "P1", "not-a-model-file", "prelude.magic", 0)
    need(len(data) >= 64, "P2", "truncated", "file", len(data))
    names = "major minor required optional stored raw count length chunk crc table reserved check"
    p = dict(zip(names.split(), struct.unpack("<8xHHIIIIIQIIIQI", data[:64])))
    need(p["major"] == 1, "P3", "unsupported-version", "prelude.version", 8)
    need(p["check"] == zlib.crc32(data[:60]), "P4", "checksum-mismatch", "prelude", 0)
    need(p["reserved"] == 0, "P5", "out-of-range", "prelude.reserved", 52)
    need(p["required"] == 0, "P6", "unsupported-feature", "prelude.requiredFeatures", 12)
    need(p["raw"] <= 1 << 26, "P8", "limit-exceeded", "prelude.headerRaw", 24)
    need(p["raw"] <= 64 * p["stored"] + 4096, "P9", "limit-exceeded", "prelude.headerRaw", 24)
    need(p["stored"] <= p["raw"] + p["raw"] // 256 + 128, "P10", "limit-exceeded", "prelude.headerStored", 20)
    need(p["chunk"] in [1 << k for k in range(12, 25)], "P11", "out-of-range", "prelude.chunkSize", 40)
    least = 64 + p["stored"] + 8 * p["count"]
    need(least <= p["length"] < 1 << 63, "P12", "out-of-range", "prelude.length", 32)
    need(len(data) >= p["length"], "P13", "truncated", "file", len(data))
    need(len(data) <= p["length"], "P13", "trailing-bytes", "file", p["length"])
    return p


def inflate(stored, size):
    """The raw bytes, or None where the stream breaks rule D2."""
    if len(stored) < 2 or stored[0] != 0x78 or struct.unpack(">H", stored[:2])[0] % 31 or stored[1] & 32:
        return None
    decoder = zlib.decompressobj()
    try:
        raw = decoder.decompress(stored, size + 1)
        raw += decoder.decompress(decoder.unconsumed_tail, 1) if len(raw) <= size else b""
    except zlib.error:
        return None
    whole = decoder.eof and not decoder.unused_data and not decoder.unconsumed_tail
    return raw if whole and len(raw) == size else None


def parsed(raw):
    def refuse(text):
        raise ValueError(text)

    try:
        text = raw.decode("utf-8")
        depth = deepest = 0
        for token in TOKEN.findall(text):
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token, 0)
            deepest = max(deepest, depth)
        if deepest > 32:
            raise ValueError("too deep")
        return json.loads(text, parse_constant=refuse, parse_int=Number, parse_float=Number,
                          object_pairs_hook=tuple)
    except ValueError:
        raise Broken("H3", "invalid-json", "header", 64)


def written(value):
    """The canonical spelling of a parsed value; ValueError where there is none."""
    if isinstance(value, Number):
        return canonical.spelt(value.value)
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    if isinstance(value, tuple):
        if len(set(name for name, _ in value)) < len(value):
            raise ValueError("a member twice")
        pairs = sorted(value, key=lambda pair: canonical.utf16_order(pair[0]))
        return "{" + ",".join(canonical.string(k) + ":" + written(v) for k, v in pairs) + "}"
    return "null" if value is None else canonical.text(value)


def plain(value, path="header"):
    """Rules H5 and H6; the value with dictionaries and numbers."""
    need(value is not None, "H5", "wrong-type", path, 64)
    if isinstance(value, Number):
        need(abs(value.value) < 1 << 53, "H6", "out-of-range", path, 64)
        return int(value.token) if re.fullmatch("-?[0-9]+", value.token) else value.value
    if isinstance(value, list):
        return [plain(one, "%s[%d]" % (path, i)) for i, one in enumerate(value)]
    if isinstance(value, tuple):
        return {name: plain(one, path + "." + name) for name, one in value}
    return value


def header(data, p):
    stored = data[64 : 64 + p["stored"]]
    need(zlib.crc32(stored) == p["crc"], "H1", "checksum-mismatch", "header", 64)
    place = 64 + p["stored"]
    table = data[place : place + 8 * p["count"]]
    need(zlib.crc32(table) == p["table"], "T1", "checksum-mismatch", "table", place)
    raw = inflate(stored, p["raw"])
    need(raw is not None, "H2", "invalid-stream", "header", 64)
    marks = re.findall(rb"[,:[{]", re.sub(rb'"(?:\\.|[^"\\])*"', b"", raw))
    need(len(marks) <= 4096 + 4 * p["stored"], "H7", "limit-exceeded", "header", 64)
    value = parsed(raw)
    plainly = plain(value)
    try:
        same = written(value).encode() == raw
    except (ValueError, OverflowError):
        same = False
    need(same, "H4", "invalid-json", "header", 64)
    schema(plainly)
    return plainly, table


def schema(value):
    need(isinstance(value, dict), "S1", "wrong-type", "header", 64)
    need("tensors" in value, "S1", "missing-member", "header.tensors", 64)
    tensors = value.get("tensors")
    need(isinstance(tensors, list), "S1", "wrong-type", "header.tensors", 64)
    tensors = tensors if isinstance(tensors, list) else []
    for i, one in enumerate(tensors):
        need(isinstance(one, dict), "S1", "wrong-type", "header.tensors[%d]" % i, 64)
    for name in ("metadata", "model", "producer", "run", "storage", "training"):
        need(isinstance(value.get(name, {}), dict), "S2", "wrong-type", "header." + name, 64)
    apart(texts, value)
    seen = set()
    for i, one in enumerate(tensors):
        apart(entry, one, "header.tensors[%d]." % i, seen)
    need(len(tensors) <= 1 << 20, "S8", "limit-exceeded", "header.tensors", 64)


def texts(value):
    for name, text in value.get("metadata", {}).items():
        need(isinstance(text, str), "S2", "wrong-type", "header.metadata." + name, 64)
    for name in ("name", "version") if "producer" in value else ():
        field = "header.producer." + name
        need(name in value["producer"], "S2", "missing-member", field, 64)
        need(isinstance(value["producer"].get(name), str), "S2", "wrong-type", field, 64)


def entry(one, path, seen):
    for name, kind in (("name", str), ("dtype", str), ("shape", list)):
        need(name in one, "S3", "missing-member", path + name, 64)
        need(isinstance(one.get(name), kind), "S3", "wrong-type", path + name, 64)
    apart(dimensions, one.get("shape"), path)
    need(one.get("dtype") in SIZES, "S4", "unknown-word", path + "dtype", 64)
    apart(extent, one, path)
    name = one["name"]
    good = 0 < len(name.encode()) <= 1024 and not BAD.search(name)
    good = good and all(ord(c) & 0xFFFE != 0xFFFE for c in name)
    need(good, "S6", "invalid-name", path + "name", 64)
    need(name not in seen, "S7", "duplicate-name", path + "name", 64)
    seen.add(name)


def dimensions(shape, path):
    for j, size in enumerate(shape):
        field = path + "shape[%d]" % j
        need(type(size) in (int, float), "S3", "wrong-type", field, 64)
        need(type(size) is int and size >= 0, "H9", "wrong-type", field, 64)


def extent(one, path):
    size = SIZES[one["dtype"]]
    for dimension in one["shape"]:
        size *= dimension or 1
    need(len(one["shape"]) <= 8 and size < 1 << 63, "S5", "limit-exceeded", path + "shape", 64)


def read(data):
    """The header and each tensor's raw bytes."""
    p = prelude(data)
    value, table = header(data, p)
    plan, k = [], 0
    for one in value["tensors"]:
        size = SIZES[one["dtype"]]
        for dimension in one["shape"]:
            size *= dimension
        plan.append((one, size))
    count = sum(-(-size // p["chunk"]) for _, size in plan)
    need(count == p["count"], "T2", "inconsistent", "prelude.chunkCount", 28)
    place, places = 64 + p["stored"] + 8 * count, []
    for one, size in plan:
        gap = place
        place += -place % 64 if size else 0
        chunks = []
        for start in range(0, size, p["chunk"]):
            raw = min(p["chunk"], size - start)
            at = 64 + p["stored"] + 8 * k
            first, crc = struct.unpack("<II", table[8 * k : 8 * k + 8])
            code, stored = first >> 28, first & 0xFFFFFFF
            good = code < 2 or code < 4 and SIZES[one["dtype"]] > 1
            need(good, "T3", "out-of-range", "table[%d].encoding" % k, at)
            good = stored <= raw + raw // 256 + 128 and raw <= 1032 * stored + 64
            good = stored == raw if code == 0 else good
            need(good, "T4", "out-of-range", "table[%d].stored" % k, at)
            chunks.append((place, stored, code, crc, raw))
            place, k = place + stored, k + 1
        places.append((gap, chunks))
    need(place == p["length"], "T5", "inconsistent", "prelude.length", 32)
    return value, [tensor(data, one, *where) for (one, _), where in zip(plan, places)]


def tensor(data, one, gap, chunks):
    field, whole = 'tensors["%s"]' % one["name"], b""
    for offset in range(gap, chunks[0][0] if chunks else gap):
        need(data[offset] == 0, "T6", "nonzero-padding", field + ".padding", offset)
    for j, (place, stored, code, crc, raw) in enumerate(chunks):
        path, part = field + ".chunks[%d]" % j, data[place : place + stored]
        need(zlib.crc32(part) == crc, "D1", "checksum-mismatch", path, place)
        if code:
            part = inflate(part, raw)
            need(part is not None, "D2", "invalid-stream", path, place)
        if code > 1:
            size = SIZES[one["dtype"]]
            part = b"".join(part[i :: raw // size] for i in range(raw // size))
        if code == 3:
            letter = {2: "H", 4: "I", 8: "Q"}[size]
            words = struct.unpack("<%d%s" % (raw // size, letter), part)
            turned = [word // 2 + word % 2 * 2 ** (8 * size - 1) for word in words]
            part = struct.pack("<%d%s" % (raw // size, letter), *turned)
        if one["dtype"] == "bool":
            need(max(part) < 2, "D4", "invalid-value", path, place)
        whole += part
    return whole


def digest(value, chosen):
    head = canonical.encode(value)
    sums = b"".join(hashlib.sha256(raw).digest() for raw in chosen)
    return hashlib.sha256(b"nnmodel content 1\n" + struct.pack("<Q", len(head)) + head + sums).hexdigest()


def check_golden(entry, data):
    value, raws = read(data)
    found = [(one["name"], one["dtype"], one["shape"], hashlib.sha256(raw).hexdigest())
             for one, raw in zip(value["tensors"], raws)]
    assert found == [(t["name"], t["dtype"], t["shape"], t["sha256"]) for t in entry["tensors"]]
    content = {k: v for k, v in value.items() if k not in ("producer", "storage", "run")}
    assert digest(content, raws) == entry["digest"]
    assert ("model" in value) == ("modelDigest" in entry)
    if "model" in value:
        kept = [i for i, one in enumerate(value["tensors"])
                if one["name"].startswith("layers.") or one["name"].startswith("scaling.")]
        parts = {"model": value["model"], "tensors": [value["tensors"][i] for i in kept]}
        assert digest(parts, [raws[i] for i in kept]) == entry["modelDigest"]
        verify_network.check(value, raws)
        if "state" in value.get("training", {}):
            verify_checkpoint.check(value, raws)


def check_broken(entry, data):
    try:
        level = "container"
        value, raws = read(data)
        level = "network"
        verify_network.check(value, raws)
        level = "checkpoint"
        verify_checkpoint.check(value, raws)
    except Broken as found:
        expected = tuple(entry[key] for key in ("rule", "error", "field", "offset", "level"))
        if found.args + (level,) != expected:
            return "%s: %r, expected %r" % (entry["file"], found.args + (level,), expected)
        return None
    return entry["file"] + ": nothing is wrong with it"


def main():
    problems, count = [], 0
    for folder, check in (("v1", check_golden), ("broken", check_broken)):
        path = os.path.join(FIXTURES, folder)
        with open(os.path.join(path, "index.json"), encoding="ascii") as source:
            entries = json.load(source)
        names = sorted(name for name in os.listdir(path) if name != "index.json")
        assert [entry["file"] for entry in entries] == names, folder
        for entry in entries:
            count += 1
            with open(os.path.join(path, entry["file"]), "rb") as source:
                try:
                    problems.append(check(entry, source.read()))
                except (Broken, AssertionError) as error:
                    problems.append("%s: %r" % (entry["file"], error))
    problems = [problem for problem in problems if problem]
    print("\n".join(problems + ["%d files, %d problems" % (count, len(problems))]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
