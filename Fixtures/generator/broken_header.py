"""The broken files: the header's bytes, its JSON and its schema."""

import zlib

import canonical
import deflate
import golden
from container import Container, Tensor

RIGHT = b'{"tensors":[{"dtype":"u8","name":"a","shape":[3]}]}'


def with_header(raw, kind="stored"):
    """A right file around any header: one chunk of three bytes."""
    file = golden.smallest()
    file.set_header(raw, kind)
    return file


def streams(add):
    def bad(name, about, file):
        add(name, "H2", "invalid-stream", "header", 64, about, file)

    def stored(name, about, data):
        file = golden.smallest()
        file.set_header(RIGHT, stored=data)
        bad(name, about, file)

    right = deflate.compress(RIGHT, "stored")
    body, adler = deflate.blocks(RIGHT), deflate.adler(RIGHT)
    for name, about, checksum in (
        ("header-checksum", "One bit of the header's checksum is flipped.", zlib.crc32(right) ^ 0x400),
        ("header-checksum-of-raw", "The checksum is that of the raw header.", zlib.crc32(RIGHT)),
    ):
        add(name, "H1", "checksum-mismatch", "header", 64, about, golden.smallest(headerChecksum=checksum))
    flipped = golden.smallest(headerChecksum=zlib.crc32(right))
    flipped.header_stored = right.replace(b'"a"', b'"c"')
    add("header-bit-flip", "H1", "checksum-mismatch", "header", 64,
        "One bit of the header is flipped, not its checksum.", flipped)
    stored("header-not-zlib", "The header is stored as plain JSON.", RIGHT)
    stored("header-raw-deflate", "DEFLATE blocks without zlib's frame.", body)
    stored("header-dictionary", "The header's stream asks for a preset dictionary.",
           b"\x78\xf9" + deflate.adler(RIGHT[:9]) + body + adler)
    stored("header-small-window", "The header's stream asks for a window of 16 KiB.",
           b"\x68\x81" + body + adler)
    stored("header-adler", "The header's Adler-32 is wrong.", b"\x78\xda" + body + b"\0\0\0\0")
    stored("header-trailing-byte", "A byte follows the header's stream.", right + b"\0")
    stored("header-cut", "The last byte of the header's Adler-32 is missing.", right[:-1])
    stored("header-no-bytes", "The header is stored as no bytes.", b"")
    bad("header-inflates-short", "The header inflates to a byte less than it says.",
        golden.smallest(headerRaw=len(RIGHT) + 1))
    bad("header-inflates-long", "The header inflates to a byte more than it says.",
        golden.smallest(headerRaw=len(RIGHT) - 1))


def structure(add):
    """More values than the stored bytes of the header can justify."""
    for name, about, count, mark in (
        ("header-too-many-values", "4,700 numbers in a few stored bytes.", 4700, b"0,"),
        ("header-too-many-arrays", "2,500 empty arrays in a few stored bytes.", 2500, b"[],"),
    ):
        raw = b'{"note":[' + (mark * count)[:-1] + b"]," + RIGHT[1:]
        file = with_header(raw, "best")
        add(name, "H7", "limit-exceeded", "header", 64, about, file)


def json_text(add):
    def bad(name, about, raw, kind="stored"):
        add(name, "H3", "invalid-json", "header", 64, about, with_header(raw, kind))

    def member(name, about, text, kind="stored"):
        """The defect stands in a member that comes before `tensors` and means nothing."""
        bad(name, about, b'{"note":' + text + b"," + RIGHT[1:], kind)

    bad("header-empty", "A header of no bytes.", b"")
    bad("header-not-json", "Words instead of JSON.", b"tensors: a, u8, [3]")
    bad("header-not-utf8", "A member name with the byte FF.", RIGHT.replace(b"{", b'{"\xff":1,', 1))
    bad("header-truncated", "The JSON ends before its last brace.", RIGHT[:-1])
    deep = b"{}"
    for _ in range(31):
        deep = b'{"d":' + deep + b"}"
    member("header-too-deep", "A header nested 33 deep.", deep)
    member("header-arrays-too-deep", "Arrays nested 33 deep.", b"[" * 32 + b"]" * 32)
    member("header-very-deep", "Arrays nested 3,001 deep.", b"[" * 3000 + b"]" * 3000, "best")
    bad("json-bom", "A byte order mark before the object.", b"\xef\xbb\xbf" + RIGHT)
    bad("json-utf16", "The header in UTF-16.", RIGHT.decode().encode("utf-16-le"))
    bad("json-two-values", "A second value follows the object.", RIGHT + b"{}")
    bad("json-final-nul", "A zero byte follows the object.", RIGHT + b"\0")
    bad("json-trailing-comma", "A comma after the last element.", RIGHT.replace(b"[3]", b"[3,]"))
    bad("json-comment", "A comment.", b"{/**/" + RIGHT[1:])
    bad("json-single-quotes", "A string in single quotes.", RIGHT.replace(b'"u8"', b"'u8'"))
    bad("json-unquoted-name", "A member name without quotes.", RIGHT.replace(b'"dtype"', b"dtype"))
    member("json-nan", "The number NaN.", b"NaN")
    member("json-infinity", "The number -Infinity.", b"-Infinity")
    member("json-upper-case-true", "The word True.", b"True")
    member("json-control-character", "A line feed in a string, not escaped.", b'"a\nb"')
    member("json-escape-unknown", "The escape \\x41.", b'"\\x41"')
    member("json-escape-short", "The escape \\u41.", b'"\\u41"')
    member("json-surrogate-bytes", "A surrogate as UTF-8 bytes ED A0 80.", b'"\xed\xa0\x80"')
    member("json-overlong", "A slash in the two bytes C0 AF.", b'"\xc0\xaf"')
    member("json-beyond-unicode", "The bytes F4 90 80 80, beyond U+10FFFF.", b'"\xf4\x90\x80\x80"')
    bad("name-lone-continuation", "A name with the byte 80 alone.", RIGHT.replace(b'"a"', b'"a\x80"'))
    bad("json-leading-zero", "The number 03.", RIGHT.replace(b"[3]", b"[03]"))
    bad("json-plus-sign", "The number +3.", RIGHT.replace(b"[3]", b"[+3]"))
    bad("json-hexadecimal", "The number 0x3.", RIGHT.replace(b"[3]", b"[0x3]"))
    member("json-point-alone", "The number .5.", b".5")


def spelling(add):
    def bad(name, about, raw):
        add(name, "H4", "invalid-json", "header", 64, about, with_header(raw))

    def member(name, about, text):
        bad(name, about, b'{"note":' + text + b"," + RIGHT[1:])

    bad("json-white-space", "A space after a comma.", RIGHT.replace(b",", b", ", 1))
    bad("json-final-line-feed", "A line feed after the object.", RIGHT + b"\n")
    bad("json-unsorted", "The name comes before the dtype.",
        b'{"tensors":[{"name":"a","dtype":"u8","shape":[3]}]}')
    bad("json-utf16-order", "Members in the order of code points, where that of UTF-16 differs.",
        '{"metadata":{"\ufb33":"1","\U0001f600":"2"},'.encode() + RIGHT[1:])
    bad("json-duplicate-member", "A second dtype in a tensor.",
        b'{"tensors":[{"dtype":"u8","dtype":"u8","name":"a","shape":[3]}]}')
    bad("json-duplicate-escaped", "A second member whose name is the same once its escape is read.",
        b'{"note":1,"\\u006eote":1,' + RIGHT[1:])
    bad("json-number-spelling", "The number 3.0 for 3.", RIGHT.replace(b"[3]", b"[3.0]"))
    bad("json-exponent", "The number 3e0 for 3.", RIGHT.replace(b"[3]", b"[3e0]"))
    bad("json-minus-zero", "The number -0.", b'{"note":-0,' + RIGHT[1:])
    member("json-small-exponent", "1e-06, as some languages print it, for 0.000001.", b"1e-06")
    member("json-upper-case-exponent", "1E-7 for 1e-7.", b"1E-7")
    member("json-too-many-digits", "0.10000000000000001 for 0.1.", b"0.10000000000000001")
    member("json-number-underflow", "1e-400, which rounds to zero.", b"1e-400")
    member("json-needless-escape", "\\u0041 for the letter A.", b'"\\u0041"')
    member("json-escaped-slash", "\\/ for a slash.", b'"a\\/b"')
    member("json-escape-case", "\\u001F for \\u001f.", b'"\\u001F"')
    member("json-escape-long", "\\u000a for \\n.", b'"\\u000a"')
    member("json-escaped-pair", "A surrogate pair as escapes for an emoji.", b'"\\ud83d\\ude00"')
    member("json-nul", "A string with the escape \\u0000.", b'"a\\u0000b"')
    bad("json-name-nul", "A member name with the escape \\u0000.", b'{"a\\u0000b":1,' + RIGHT[1:])
    member("json-lone-surrogate", "A string with the escape \\ud800 alone.", b'"\\ud800"')
    member("json-surrogates-swapped", "A low surrogate before a high one.", b'"\\ude00\\ud83d"')


def values_of(add):
    def bad(name, rule, error, field, about, raw):
        add(name, rule, error, field, 64, about, with_header(raw))

    note = b'{"note":%s,' + RIGHT[1:]
    bad("json-null", "H5", "wrong-type", "header.note", "A member is null.", note % b"null")
    bad("json-null-in-array", "H5", "wrong-type", "header.note[1]", "An element is null.", note % b"[1,null]")
    bad("json-null-in-tensor", "H5", "wrong-type", "header.tensors[0].note",
        "A member of a tensor entry is null.", RIGHT.replace(b',"shape"', b',"note":null,"shape"'))
    for name, about, text in (
        ("too-large", "The number 2^53.", b"9007199254740992"),
        ("too-small", "The number -2^53.", b"-9007199254740992"),
        ("2-to-the-64", "The number 2^64 in its canonical spelling.", b"18446744073709552000"),
        ("e21", "The number 1e+21.", b"1e+21"),
        ("largest", "The largest double.", b"1.7976931348623157e+308"),
        ("overflow", "1e400, which is no finite double.", b"1e400"),
        ("odd-integer", "9007199254740993, which no double is.", b"9007199254740993"),
        ("saturated", "18446744073709551615, which no double is.", b"18446744073709551615"),
    ):
        bad("json-number-" + name, "H6", "out-of-range", "header.note", about, note % text)
    field = "header.tensors[0].shape[0]"
    shape = RIGHT.replace(b"[3]", b"[%s]")
    bad("shape-fraction", "H9", "wrong-type", field, "A dimension of 2.5.", shape % b"2.5")
    bad("shape-negative", "H9", "wrong-type", field, "A dimension of -3.", shape % b"-3")
    bad("shape-too-large", "H6", "out-of-range", field, "A dimension of 2^53.", shape % b"9007199254740992")


def schema(add):
    def bad(name, error, field, about, value, rule="S1"):
        add(name, rule, error, field, 64, about, with_header(canonical.encode(value)))

    right = {"dtype": "u8", "name": "a", "shape": [3]}
    bad("header-array", "wrong-type", "header", "The header is an array.", [right])
    bad("header-string", "wrong-type", "header", "The header is a string.", "tensors")
    bad("tensors-missing", "missing-member", "header.tensors", "There is no list of tensors.",
        {"tensor": [right]})
    bad("tensors-object", "wrong-type", "header.tensors", "The tensors are an object.",
        {"tensors": {"a": right}})
    bad("tensor-not-an-object", "wrong-type", "header.tensors[0]", "A tensor is a string.",
        {"tensors": ["a"]})
    bad("tensor-an-array", "wrong-type", "header.tensors[0]", "A tensor is an array.",
        {"tensors": [["a", "u8", [3]]]})

    for name, error, field, about, member, value in (
        ("metadata-number", "wrong-type", "metadata.year", "A number as metadata.", "metadata",
         {"title": "x", "year": 2001}),
        ("metadata-nested", "wrong-type", "metadata.author", "An object as metadata.", "metadata",
         {"author": {"name": "x"}}),
        ("metadata-array", "wrong-type", "metadata", "The metadata is an array.", "metadata", ["x"]),
        ("producer-without-version", "missing-member", "producer.version",
         "A producer without a version.", "producer", {"name": "x"}),
        ("producer-name-number", "wrong-type", "producer.name", "A number as the producer's name.",
         "producer", {"name": 1, "version": "1"}),
        ("producer-string", "wrong-type", "producer", "The producer is a string.", "producer", "x 1.0"),
        ("model-not-an-object", "wrong-type", "model", "The model is a string.", "model", "feedforward"),
        ("training-not-an-object", "wrong-type", "training", "The training is an array.", "training", []),
        ("run-not-an-object", "wrong-type", "run", "The run is a number.", "run", 1),
        ("storage-not-an-object", "wrong-type", "storage", "The storage is true.", "storage", True),
    ):
        bad(name, error, "header." + field, about, {member: value, "tensors": [right]}, "S2")

    def tensor(file, rule, error, field, about, **change):
        entry = {key: value for key, value in dict(right, **change).items() if value is not None}
        bad(file, error, "header.tensors[0]." + field, about, {"tensors": [entry]}, rule)

    for member in ("name", "dtype", "shape"):
        tensor("tensor-without-" + member, "S3", "missing-member", member,
               "A tensor without a %s." % member, **{member: None})
    tensor("tensor-name-number", "S3", "wrong-type", "name", "A number as a name.", name=1)
    tensor("dtype-number", "S3", "wrong-type", "dtype", "A number as a dtype.", dtype=8)
    tensor("shape-string", "S3", "wrong-type", "shape", "A string as a shape.", shape="3")
    tensor("shape-number", "S3", "wrong-type", "shape", "A number as a shape.", shape=3)
    tensor("shape-dimension-string", "S3", "wrong-type", "shape[0]", "A string as a dimension.", shape=["3"])
    tensor("shape-dimension-true", "S3", "wrong-type", "shape[1]", "A dimension is true.", shape=[3, True])
    tensor("shape-nested", "S3", "wrong-type", "shape[0]", "An array as a dimension.", shape=[[3]])
    for name, word in (("unknown", "i128"), ("upper-case", "U8"), ("empty", ""), ("space", "u8 ")):
        tensor("dtype-" + name, "S4", "unknown-word", "dtype", "The dtype \"%s\"." % word, dtype=word)
    huge = [1 << 30, 1 << 30]
    tensor("shape-rank-9", "S5", "limit-exceeded", "shape", "Nine dimensions.", shape=[1] * 8 + [3])
    tensor("shape-overflow", "S5", "limit-exceeded", "shape", "Elements of 2^63 bytes.",
           shape=huge, dtype="f64")
    tensor("shape-overflow-wraps", "S5", "limit-exceeded", "shape",
           "A product of 2^65 + 3, which is 3 in 64 bits.", shape=[11239, 3282630852159365])
    empty = Container([Tensor("a", "f64", huge + [0], b"")])
    add("shape-overflow-empty", "S5", "limit-exceeded", "header.tensors[0].shape", 64,
        "An empty tensor whose other dimensions come to 2^63 bytes.", empty)
    names(add, tensor)


def names(add, tensor):
    for name, about, text in (
        ("empty", "An empty name.", ""),
        ("too-long", "A name of 1,025 bytes.", "x" * 1025),
        ("too-long-bytes", "A name of 513 characters and 1,026 bytes.", "\u00e9" * 513),
        ("newline", "A line feed in a name.", "a\nb"),
        ("escape", "The character U+001B in a name.", "a\x1b[2J"),
        ("delete", "The character U+007F in a name.", "a\x7f"),
        ("c1", "The character U+009B in a name.", "a\u009b2J"),
        ("line-separator", "The character U+2028 in a name.", "a\u2028b"),
        ("bidi", "The character U+202E in a name.", "a\u202eb"),
        ("isolate", "The character U+2066 in a name.", "a\u2066b"),
        ("non-character", "The character U+FFFE in a name.", "a\ufffe"),
        ("non-character-arabic", "The character U+FDD0 in a name.", "a\ufdd0"),
        ("non-character-plane-16", "The character U+10FFFF in a name.", "a\U0010ffff"),
    ):
        tensor("name-" + name, "S6", "invalid-name", "name", about, name=text)
    for name, texts in (("name-duplicate", "aba"), ("name-duplicate-empty", "ab")):
        tensors = [Tensor(text, "u8", [3], b"\1\2\3") for text in texts]
        if name == "name-duplicate-empty":
            tensors.append(Tensor("b", "f32", [0], b""))
        add(name, "S7", "duplicate-name", "header.tensors[2].name", 64,
            "The third tensor has the name of an earlier one.", Container(tensors))


def add_all(add):
    for part in (streams, structure, json_text, spelling, values_of, schema):
        part(add)
