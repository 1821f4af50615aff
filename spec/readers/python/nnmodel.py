"""Reads nnmodel files, format 1.0 (spec/format.md), and checks every rule but those of section 9:
load(path or bytes) gives a Model. As a script: python3 nnmodel.py [--json] FILE"""
import json, pathlib, struct, sys, zlib
from nnheader import FormatError, Model, entries, inflate, need, parse, size_of

def load(source):
    """P1 to P13, H1, T1, H2; and, through the other functions, all other rules."""
    in_memory = isinstance(source, (bytes, bytearray, memoryview))
    data = bytes(source) if in_memory else pathlib.Path(source).read_bytes()
    right = b"\x89NNM\r\n\x1a\n".startswith(data[:8])
    need(right, "not-a-model-file", "prelude.magic", 0, "P1")
    need(len(data) >= 64, "truncated", "file", len(data), "P2: no whole prelude")
    (major, _, required, _, packed, size, count, length, chunk, header_crc, table_crc, reserved,
     crc) = struct.unpack_from("<2H5IQ3IQI", data, 8)
    table, end = 64 + packed, 64 + packed + 8 * count
    need(major == 1, "unsupported-version", "prelude.version", 8, f"P3: {major}")
    need(crc == zlib.crc32(data[:60]), "checksum-mismatch", "prelude", 0, "P4")
    need(reserved == 0, "out-of-range", "prelude.reserved", 52, "P5: not zero")
    need(not required, "unsupported-feature", "prelude.requiredFeatures", 12, f"P6: {required:b}")
    right = size <= min(2**26, 64 * packed + 4096)
    need(right, "limit-exceeded", "prelude.headerRaw", 24, f"P8, P9: {size}")
    need(packed <= size + size // 256 + 128, "limit-exceeded", "prelude.headerStored", 20, "P10")
    right = chunk in [2**n for n in range(12, 25)]
    need(right, "out-of-range", "prelude.chunkSize", 40, f"P11: {chunk}")
    need(end <= length < 2**63, "out-of-range", "prelude.length", 32, f"P12: {length}")
    need(len(data) >= length, "truncated", "file", len(data), f"P13: not {length} bytes")
    need(len(data) <= length, "trailing-bytes", "file", length, "P13: bytes after the end")
    need(header_crc == zlib.crc32(data[64:table]), "checksum-mismatch", "header", 64, "H1")
    need(table_crc == zlib.crc32(data[table:end]), "checksum-mismatch", "table", table, "T1")
    header = parse(inflate(data[64:table], size, "header", 64))
    tensors = entries(header)
    return Model(header, read(data, tensors, layout(data, tensors, table, count, chunk)))

def layout(data, tensors, entry, count, chunk):
    """T2 to T5: (name, number, end of the last, start, lengths, encoding, CRC) of each chunk."""
    sizes = {name: size_of(*tensor) for name, tensor in tensors.items()}
    right = count == sum(-(-size // chunk) for size in sizes.values())
    need(right, "inconsistent", "prelude.chunkCount", 28, f"T2: {count}")
    end, places = entry + 8 * count, []
    for name, size in sizes.items():
        for at in range(0, size, chunk):
            word, crc = struct.unpack_from("<2I", data, entry)
            encoding, stored, raw, k = word >> 28, word % 2**28, min(chunk, size - at), len(places)
            right = encoding < 2 or encoding == 2 and size_of(tensors[name][0], ()) > 1
            need(right, "out-of-range", f"table[{k}].encoding", entry, f"T3: {encoding}")
            fits = stored <= raw + raw // 256 + 128 and raw <= 1032 * stored + 64
            right = fits if encoding else stored == raw
            need(right, "out-of-range", f"table[{k}].stored", entry, f"T4: {stored} for {raw}")
            start = end if at else -(-end // 64) * 64
            places.append((name, at // chunk, end, start, stored, raw, encoding, crc))
            entry, end = entry + 8, start + stored
    need(end == len(data), "inconsistent", "prelude.length", 32, f"T5: the chunks end at {end}")
    return places

def read(data, tensors, places):
    """T6, D1 to D4: {name: (dtype, shape, raw bytes)}."""
    parts = {name: [] for name in tensors}
    for name, j, gap, start, stored, raw, encoding, crc in places:
        field, dtype = f'tensors["{name}"].chunks[{j}]', tensors[name][0]
        dirt, part = data[gap:start].lstrip(b"\0"), data[start:start + stored]
        need(not dirt, "nonzero-padding", f'tensors["{name}"].padding', start - len(dirt), "T6")
        need(crc == zlib.crc32(part), "checksum-mismatch", field, start, "D1")
        part = inflate(part, raw, field, start) if encoding else part
        if encoding == 2:
            n = raw // size_of(dtype, ())
            part = b"".join(part[i::n] for i in range(n))
        need(dtype != "bool" or max(part) <= 1, "invalid-value", field, start, "D4")
        parts[name].append(part)
    return {name: (*tensors[name], b"".join(parts[name])) for name in tensors}

def main(path, as_json):
    try:
        model = load(path)
        print(json.dumps(model.summary()) if as_json else model)
    except (FormatError, OSError) as error:
        print(f"nnmodel.py: {path}: {ascii(str(error))[1:-1]}", file=sys.stderr)
        return 65 if isinstance(error, FormatError) else 66

if __name__ == "__main__":
    sys.exit(main(sys.argv[-1], "--json" in sys.argv[1:-1]) if len(sys.argv) > 1 else __doc__)
