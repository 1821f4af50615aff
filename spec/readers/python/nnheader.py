"""What nnmodel.py stands on: errors, element types, zlib streams, canonical JSON, and the rules of
the header (H2 to H6, S1 to S8 of spec/format.md)."""
import hashlib, json, math, re, struct, zlib
from decimal import Decimal

# The words of section 8, each with struct's format of an element (of bf16 and f8: of its bits).
DTYPES = dict(f64="<d", f32="<f", f16="<e", bf16="<H", i64="<q", i32="<i", i16="<h", i8="<b",
              u64="<Q", u32="<I", u16="<H", u8="<B", bool="<?", c64="<2f", f8_e4m3="<B",
              f8_e5m2="<B", f8_e8m0="<B", f8_e4m3fnuz="<B", f8_e5m2fnuz="<B")
BAD_IN_NAME = re.compile("[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef]")

class FormatError(ValueError):
    """A file breaks a rule: the name of the error, field and offset as in section 11, a detail."""

    def __init__(self, code, field, offset, detail):
        super().__init__(f"byte {offset}, {field}: {code}: {detail}")
        self.code, self.field, self.offset, self.detail = code, field, offset, detail

def need(holds, code, field, offset, detail):
    if not holds:
        raise FormatError(code, field, offset, detail)

class Model:
    """A file that keeps the rules: its header, and {name: (dtype, shape, raw bytes)}."""

    def __init__(self, header, tensors):
        self.header, self.tensors = header, tensors

    def values(self, name):
        """The elements of a tensor in a flat list: c64 as two each, bf16 and f8 as their bits."""
        dtype, _, raw = self.tensors[name]
        return [part for element in struct.iter_unpack(DTYPES[dtype], raw) for part in element]

    @property
    def digest(self):
        """The content digest (section 10)."""
        kept = {k: v for k, v in self.header.items() if k not in ("producer", "storage", "run")}
        text = canonical(kept).encode()
        hashes = [hashlib.sha256(raw).digest() for _, _, raw in self.tensors.values()]
        content = b"nnmodel content 1\n" + struct.pack("<Q", len(text)) + text + b"".join(hashes)
        return hashlib.sha256(content).hexdigest()

    def summary(self):
        """The digest, and of each tensor dtype, shape, and CRC-32 and SHA-256 of the raw bytes."""
        return {"digest": self.digest, "tensors": {
            name: {"dtype": dtype, "shape": shape, "crc32": f"{zlib.crc32(raw):08x}",
                   "sha256": hashlib.sha256(raw).hexdigest()}
            for name, (dtype, shape, raw) in self.tensors.items()}}

    def __str__(self):
        metadata = [f"{ascii(k)}: {ascii(v)}" for k, v in self.header.get("metadata", {}).items()]
        tensors = [f"{ascii(name)} {dtype} {list(shape)}"
                   for name, (dtype, shape, _) in self.tensors.items()]
        return "\n".join(metadata + tensors + [f"digest {self.digest}"])

def size_of(dtype, shape):
    return math.prod(shape) * struct.calcsize(DTYPES[dtype])

def inflate(stored, size, field, offset):
    """H2, D2: the raw bytes of one zlib stream; never makes more than one byte too many of them."""
    stream, raw = zlib.decompressobj(), b""
    try:
        raw = stream.decompress(stored, size + 1)
    except zlib.error:
        pass  # and stream.eof stays False
    whole = stored[:1] == b"\x78" and stream.eof and not stream.unused_data and len(raw) == size
    need(whole, "invalid-stream", field, offset, f"not one zlib stream of {size} bytes")
    return raw

def canonical(value):
    """What RFC 8785 makes of a value; the shortest digits of a float are those of Python's repr."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(canonical(n) + ":" + canonical(value[n]) for n in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if not isinstance(value, float):
        return json.dumps(value, ensure_ascii=False)
    if value == 0 or 1e-6 <= abs(value) < 1e21:
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return repr(value).replace("e-0", "e-")

def walk(value, path="header"):
    """Everything in a value, in the order of the file, each with its path."""
    yield path, value
    if isinstance(value, (dict, list)):
        named = isinstance(value, dict)
        for key, item in value.items() if named else enumerate(value):
            yield from walk(item, f"{path}.{key}" if named else f"{path}[{key}]")

def parse(raw):
    """H3 to H6. The depth is how many times brackets with nothing in them can be taken away."""
    escapes = raw.replace(rb"\\", b"")  # here every backslash begins an escape
    brackets = re.sub(rb'"[^"]*"|[^][{}"]+', b"", escapes.replace(rb'\"', b""))
    brackets = brackets.replace(b"{", b"[").replace(b"}", b"]")
    for _ in range(32):
        brackets = brackets.replace(b"[]", b"")
    need(not brackets, "invalid-json", "header", 64, "H3: not closed, or more than 32 deep")
    try:  # numbers are doubles, but small integers stay integers; int refuses NaN and Infinity
        header = json.loads(raw.decode(), parse_constant=int, parse_int=lambda digits: int(digits)
                            if abs(float(digits)) < 2**53 else float(digits))
    except ValueError as error:
        raise FormatError("invalid-json", "header", 64, f"H3: {error}") from None
    same = canonical(header).encode("utf-8", "surrogatepass") == raw and rb"\u0000" not in escapes
    need(same, "not-canonical", "header", 64, "H4: not as RFC 8785 spells it, or U+0000")
    for path, value in walk(header):
        need(value is not None, "wrong-type", path, 64, "H5: null")
    for path, value in walk(header):
        small = type(value) not in (int, float) or abs(value) < 2**53
        need(small, "out-of-range", path, 64, "H6: not below 2^53")
    return header

def member(owner, path, name, kind):
    need(name in owner, "missing-member", f"{path}.{name}", 64, "S1, S2, S3: not there")
    right = type(owner[name]) is kind
    need(right, "wrong-type", f"{path}.{name}", 64, f"S1, S2, S3: not of type {kind.__name__}")
    return owner[name]

def check_sections(header):
    """S1, S2."""
    need(type(header) is dict, "wrong-type", "header", 64, "S1: not an object")
    for i, entry in enumerate(member(header, "header", "tensors", list)):
        need(type(entry) is dict, "wrong-type", f"header.tensors[{i}]", 64, "S1: not an object")
    for name in ("metadata", "model", "producer", "run", "storage", "training"):
        if name in header:
            section = member(header, "header", name, dict)
            strings = {"metadata": list(section), "producer": ["name", "version"]}.get(name, [])
            for inner in strings:
                member(section, f"header.{name}", inner, str)

def checked_entry(entry, path, earlier):
    """S3 to S7: the name, dtype and shape of a tensor."""
    name, dtype, shape = (member(entry, path, key, kind) for key, kind in
                          (("name", str), ("dtype", str), ("shape", list)))
    for d, n in enumerate(shape):
        right = type(n) is int and n >= 0
        need(right, "wrong-type", f"{path}.shape[{d}]", 64, "S3, H6: not an integer field's")
    need(dtype in DTYPES, "unknown-word", path + ".dtype", 64, f"S4: {dtype}")
    small = len(shape) <= 8 and size_of(dtype, [n or 1 for n in shape]) < 2**63
    need(small, "limit-exceeded", path + ".shape", 64, "S5: above 8 dimensions or 2^63 bytes")
    good = 1 <= len(name.encode()) <= 1024 and not BAD_IN_NAME.search(name)
    good = good and all(ord(c) & 0xFFFE != 0xFFFE for c in name)  # the last two of each plane
    need(good, "invalid-name", path + ".name", 64, "S6: its length, or a character in it")
    need(name not in earlier, "duplicate-name", path + ".name", 64, f"S7: {name}")
    return name, dtype, tuple(shape)

def entries(header):
    """S1 to S8: {name: (dtype, shape)}."""
    check_sections(header)
    found = {}
    for i, entry in enumerate(header["tensors"]):
        name, dtype, shape = checked_entry(entry, f"header.tensors[{i}]", found)
        found[name] = dtype, shape
    need(len(found) <= 2**20, "limit-exceeded", "header.tensors", 64, f"S8: {len(found)}")
    return found
