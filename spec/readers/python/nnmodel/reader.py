"""Reads nnmodel files, format 1.0, by all rules of spec/format.md but those of section 9: load(path
or bytes) gives an object with header, digest and tensors, {name: (dtype, shape, raw bytes)}."""
import decimal, hashlib, json, math, operator, pathlib, re, struct, sys, types, zlib
SIZES = dict(f64=8, f32=4, f16=2, bf16=2, f8_e4m3=1, f8_e5m2=1, f8_e8m0=1, f8_e4m3fnuz=1, c64=8,
             f8_e5m2fnuz=1, i64=8, i32=4, i16=2, i8=1, u64=8, u32=4, u16=2, u8=1, bool=1)
NONCHARACTERS = "".join(chr(n) + chr(n + 1) for n in range(0xFFFE, 0x110000, 0x10000))
BAD_NAME = re.compile(f"[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef{NONCHARACTERS}]")

class FormatError(Exception): """A file breaks a rule."""
def need(**rules):
    if not all(rules.values()):
        raise FormatError("broken: " + ", ".join(r for r in rules if not rules[r]))

def load(source):
    try:
        return read(source if isinstance(source, bytes) else pathlib.Path(source).read_bytes())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, zlib.error) as error:
        raise FormatError(f"broken: H2, H3, S1 to S4 or D2: {error}"[:99]) from None
def read(data):
    need(P1=data[:8] == b"\x89NNM\r\n\x1a\n", P3=data[8:10] == b"\1\0", P6=not any(data[12:16]),
         P2_P4=data[60:64] == struct.pack("<I", zlib.crc32(data[:60])), P5=not any(data[52:60]))
    head, size, count, length, chunk, crc, table_crc = struct.unpack_from("<3IQ3I", data, 20)
    table, end = data[64 + head:64 + head + 8 * count], 64 + head + 8 * count
    need(P8_P9=size <= min(2**26, 64 * head + 4096), P12_P13=end <= length == len(data),
         P11=chunk in [2**n for n in range(12, 25)], T1=table_crc == zlib.crc32(table))
    text = decode(data[64:64 + head], crc, size).decode()
    need(H7=len(re.findall(r"[,:[{]", re.sub(r'"(\\.|[^"\\])*"', "", text))) <= 4096 + 4 * head)
    header = json.loads(text, parse_int=lambda digits: int(digits[:17]))  # no longer one passes H4
    need(H4=canonical(header) == text and r"\u0000" not in text.replace(r"\\", ""))
    tensors = dict(read_tensors(data, header, chunk, struct.iter_unpack("<2I", table), end))
    need(S7=len(tensors) == len(header["tensors"]), S8=len(tensors) <= 2**20)
    kept = canonical({k: header[k] for k in set(header) - {"producer", "storage", "run"}}).encode()
    hashes = b"".join(hashlib.sha256(raw).digest() for _, _, raw in tensors.values())
    digest = hashlib.sha256(b"nnmodel content 1\n" + struct.pack("<Q", len(kept)) + kept + hashes)
    return types.SimpleNamespace(header=header, tensors=tensors, digest=digest.hexdigest())

def decode(stored, crc, size, encoding=1, width=1):
    need(H1_D1=crc == zlib.crc32(stored), P10_T4=len(stored) <= size + size // 256 + 128,
         T3=encoding <= 1 + 2 * (width > 1), H2_D2=encoding == 0 or stored[:1] == b"\x78")
    stream = zlib.decompressobj()
    raw = stream.decompress(stored, size + 1) if encoding else stored
    need(H2_D2_T4=len(raw) == size and (encoding == 0 or stream.eof and not stream.unused_data))
    if encoding > 1:
        raw = b"".join(raw[i::size // width] for i in range(size // width))
    if encoding == 3:  # one number of all elements, whose lowest bits go to their upper ends
        low = int.from_bytes((b"\1" + bytes(width - 1)) * (size // width), "little")
        low &= (number := int.from_bytes(raw, "little"))
        raw = (number - low >> 1 | low << 8 * width - 1).to_bytes(size, "little")
    return raw

def canonical(value, depth=1):
    need(H3=depth <= 32 or type(value) not in (dict, list), H5=value is not None)
    if type(value) is dict:
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{%s}" % ",".join(f"{canonical(k)}:{canonical(value[k], depth + 1)}" for k in keys)
    if type(value) is list:
        return "[%s]" % ",".join(canonical(item, depth + 1) for item in value)
    if type(value) in (int, float):
        need(H6=abs(value) < 2**53)  # below that, Decimal has its exponents where ECMAScript has
        return str(decimal.Decimal(repr(value) if value % 1 else int(value))).lower()
    return json.dumps(value, ensure_ascii=False)

def read_tensors(data, header, chunk, table, end):
    producer = header.get("producer", {"name": "", "version": ""})
    texts = [producer["name"], producer["version"], *header.get("metadata", {}).values()]
    need(S1=type(header["tensors"]) is list, S2={*map(type, texts)} == {str})
    need(S2=all(type(header.get(k, {})) is dict for k in ("model", "run", "storage", "training")))
    for name, dtype, shape in map(operator.itemgetter("name", "dtype", "shape"), header["tensors"]):
        need(S3=type(shape) is list and all(type(n) is int and n >= 0 for n in shape),
             S5=len(shape) <= 8, S6=0 < len(name.encode()) <= 1024 and not BAD_NAME.search(name))
        size, raw = math.prod(shape) * SIZES[dtype], bytearray()
        start, end = end, -(-end // 64) * 64 if size else end
        need(S5=math.prod(filter(None, shape)) * SIZES[dtype] < 2**63, T6=not any(data[start:end]))
        for at, (word, crc) in zip(range(0, size, chunk), table):
            start, end = end, end + word % 2**28
            raw += decode(data[start:end], crc, min(chunk, size - at), word >> 28, SIZES[dtype])
        need(T2=len(raw) == size, D4=dtype != "bool" or max(raw, default=0) < 2)
        yield name, (dtype, tuple(shape), bytes(raw))
    need(T2=next(table, None) is None, T5=end == len(data))
