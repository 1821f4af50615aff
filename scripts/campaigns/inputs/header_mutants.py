"""What is done to the header of a mutant: to the tree of its JSON, to its signs, to its size."""

import re
import zlib

from inputs.anatomy import SIZES, Members, Number, spelled, tree as parsed

NUMBERS = ("0 1 2 -1 0.5 1.5 9 4294967296 9007199254740991 9007199254740992 -9007199254740992 9007199254740992.0 "
           "9007199254740993 1e+21 1e308 1e400 -1e400 1e-400 5e-324 1e-7 0.000001 -0 0.0 1.0 01 1e0 1E5 1. .5 +1 "
           "123456789012345680000 0.1234567890123456789 99999999999999999999999 18446744073709551616 16777217 NaN "
           "Infinity -Infinity 0x10 2.5e-8").split()
SIGNS = ["", "\0", "\1", "\n", "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\u200d", "\ufeff", "\ufdd0", "\uffff",
         "\U0001ffff", "\U0001f600", "\ud800", "\udc00", "é", "e\u0301", "/", "\\", '"', "x" * 1024, "x" * 1025,
         "é" * 513]
STRINGS = SIGNS + ("a f32 F32 i8 u16 bool relu softmax leaky-relu sgd adam dense dropout batch-norm number class "
                   "balanced full loss accuracy validation-loss weights history regression plateau huber "
                   "0000000000000000 7ff0000000000000 7FF0000000000000 3ff0000000000000 000000000000002a").split()
NAMES = ["", "\ud800", "\uffff", "\U00010000", "é"] + (
    "a name dtype shape tensors metadata model producer run storage training version kind units bias activation slope "
    "state inputs outputs columns labels fill unit layers epsilon rate momentum history steps epochs optimizer "
    "schedule minimum factor warmupSteps labelSmoothing delta weightDecay nesterov earlyStopping weightSums "
    "validationLoss validationRows arguments overrides").split()
SHAPES = [[2**53 - 1, 2**10], [2**53 - 1, 2**11], [2**32, 2**31], [0, 2**53 - 1, 2**53 - 1], [2**31, 2**31, 0], [2**20],
          [4096]]
BETWEEN = [b" ", b"\n", b"\t", b"\r", b"\0", b"\xef\xbb\xbf", b"/**/", b",", b"\xa0", b"\f"]
WORDS = [b"null", b"true", b"False", b"nan", b"''", b"'a'", b"[]", b"{}", b'""', b"\\n"]
ESCAPES = [b"\\/", b"\\u0041", b"\\u0000", b"\\ud800", b"\\ud83d\\ude00", b"\\u00e9", b"\\x41", b"\\", b"\\u001F",
           b"\\u001f", b"\\n", b"\\u000a", b"\\b", b"\x1f", b"\x7f", b"\xc0\x80", b"\xed\xa0\x80", b"\xff",
           b"\xf4\x90\x80\x80"]
MARKS = [b",", b":", b"[", b"]", b"{", b"}", b'"', b""]


def places(value, found=None):
    """Every array and object in a tree."""
    found = [] if found is None else found
    if isinstance(value, list):
        found.append(value)
        for one in value:
            places(one[1] if isinstance(value, Members) else one, found)
    return found


def any_value(drawn, depth=0):
    """Some value."""
    way = drawn.randrange(8 if depth < 2 else 5)
    if way < 2:
        return Number(drawn.choice(NUMBERS))
    if way < 4:
        return drawn.choice(STRINGS)
    if way < 5:
        return drawn.choice([True, False, None])
    if way < 6:
        return [any_value(drawn, depth + 1) for _ in range(drawn.randrange(4))]
    return Members((drawn.choice(NAMES), any_value(drawn, depth + 1)) for _ in range(drawn.randrange(3)))


def nested(drawn):
    """Arrays or objects in each other, around the depth that is allowed."""
    text = "1"
    for _ in range(drawn.choice([28, 29, 30, 31, 32, 33, 100, 3000])):
        text = f"[{text}]" if drawn.random() < 0.5 else f'{{"a":{text}}}'
    return Number(text)


def spelling(drawn, value):
    """Another number or string, near to the one that was there."""
    if isinstance(value, Number):
        if drawn.random() < 0.5 or not value.isdigit():
            return Number(drawn.choice(NUMBERS))
        return Number(max(0, int(value) + drawn.choice([-2, -1, 1, 2])))
    if isinstance(value, str):
        return drawn.choice([drawn.choice(STRINGS), value + drawn.choice(SIGNS), value.upper(), value[1:], value[::-1]])
    if isinstance(value, bool):
        return not value
    return any_value(drawn)


def element(drawn, place):
    """Changes an element of an array."""
    if not place or drawn.random() < 0.2:
        return place.insert(drawn.randrange(len(place) + 1), any_value(drawn))
    index = drawn.randrange(len(place))
    way = drawn.randrange(5)
    if way < 2:
        place[index] = spelling(drawn, place[index])
    elif way == 2:
        place.append(place[index])
    elif way == 3:
        del place[index]
    else:
        other = drawn.randrange(len(place))
        place[index], place[other] = place[other], place[index]


def member(drawn, place, all_places):
    """Changes a member of an object."""
    if not place or drawn.random() < 0.2:
        return place.append((drawn.choice(NAMES), any_value(drawn)))
    index = drawn.randrange(len(place))
    name, value = place[index]
    way = drawn.randrange(9)
    if way < 4:
        place[index] = (name, spelling(drawn, value))
    elif way == 4:
        del place[index]
    elif way == 5:
        place[index] = (drawn.choice([drawn.choice(NAMES), name + "s", name.upper()]), value)
    elif way == 6:
        place.insert(index, (name, drawn.choice([value, any_value(drawn)])))
    elif way == 7:
        target = drawn.choice([one for one in all_places if isinstance(one, Members)])
        # As text, so that nothing comes to stand in itself.
        name, value = drawn.choice([(name, value), (drawn.choice(NAMES), drawn.choice(all_places))])
        target.append((name, Number(spelled(value))))
    else:
        other = drawn.randrange(len(place))
        place[index], place[other] = (name, place[other][1]), (place[other][0], value)


def tree(drawn, parts):
    """Values swapped, changed, removed, doubled, renamed, moved; mostly spelled canonically again."""
    try:
        value = parsed(parts.header)
    except (ValueError, RecursionError):
        return
    for _ in range(drawn.choice([1, 1, 1, 2])):
        found = places(value)
        if not found:
            return
        chosen = drawn.choice(found)
        if drawn.random() < 0.02 and isinstance(chosen, Members):
            chosen.append((drawn.choice(NAMES), nested(drawn)))
        elif isinstance(chosen, Members):
            member(drawn, chosen, found)
        else:
            element(drawn, chosen)
    text = spelled(value, is_sorted=drawn.random() < 0.95)
    parts.set_header(text.encode("utf-8", drawn.choice(["surrogatepass", "replace"])), drawn.choice([0, 1, 9, 9]))


def tensors(drawn, parts):
    """An entry of a tensor: another type of the same size, a shape of as many elements, an empty one, a name."""
    try:
        value = parsed(parts.header)
        entries = dict(value)["tensors"]
        entry, other = drawn.choice(entries), dict(drawn.choice(entries))
        known = dict(entry)
        shape, size = [int(one) for one in known["shape"]], SIZES[known["dtype"]]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return
    way = drawn.randrange(6)
    if way == 0:
        known["dtype"] = drawn.choice([one for one in SIZES if SIZES[one] == size])
    elif way == 1:
        drawn.shuffle(shape)
    elif way == 2:
        shape.insert(drawn.randrange(len(shape) + 1), drawn.choice([1, 1, 0, 2]))
    elif way == 3:
        shape = [1] * drawn.choice([1, 5, 8]) + shape
    elif way == 4:
        known["name"] = other.get("name", "a")
    else:
        shape = drawn.choice(SHAPES)
    known["shape"] = [Number(one) for one in shape]
    entry[:] = list(known.items())
    parts.set_header(spelled(value).encode("utf-8", "replace"))


def signs(drawn, parts):
    """The text of the header changed as text: white space, escapes, spellings of numbers, words, cuts."""
    text = parts.header
    place = drawn.randrange(len(text) + 1)
    way = drawn.randrange(9)
    if way == 0:
        text = text[:place] + drawn.choice(BETWEEN) + text[place:]
    elif way == 1:
        text = text[:place] + drawn.randbytes(1) + text[place + drawn.randrange(2):]
    elif way == 2:
        text = text[:place] + text[place + drawn.choice([1, 1, 2, 5]):]
    elif way == 3:
        text = replaced(drawn, rb"[a-z]", lambda sign: b"\\u%04x" % ord(sign), text)
    elif way == 4:
        text = replaced(drawn, rb"(?<=[\[:,])[-0-9.e+]+", lambda _: drawn.choice(NUMBERS).encode(), text)
    elif way == 5:
        text = replaced(drawn, rb'(?<=[\[:,])("[^"]*"|true|false|[-0-9.e+]+)', lambda _: drawn.choice(WORDS), text)
    elif way == 6:
        text = replaced(drawn, rb'(?<=")[a-zA-Z]', lambda sign: drawn.choice(ESCAPES) + sign, text)
    elif way == 7:
        wide = text.decode(errors="replace").encode("utf-16-le")
        text = drawn.choice([text + b"\n", text + text, b"[" + text + b"]", b"\xef\xbb\xbf" + text, text[:-1], wide,
                             b"", b"null", b"{}", b"[]", b'""', b"1", b'{"tensors":null}'])
    else:
        text = replaced(drawn, rb"[,:\[\]{}\"]", lambda _: drawn.choice(MARKS), text)
    parts.set_header(text, drawn.choice([0, 9]))


def replaced(drawn, pattern, make, text):
    """One of the places where a pattern is, made anew."""
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    one = drawn.choice(found)
    return text[:one.start()] + make(one[0]) + text[one.end():]


def bloated(drawn, parts):
    """A header that inflates to about as much, or has about as many values, as its stored bytes allow."""
    mark = drawn.choice([b"0,", b"[],", b"{},", b'"",', b'",",', b'"' + b"x" * 90 + b'",'])
    count = drawn.choice([500, 2000, 2100, 4000, 4100, 4500, 5000, 20000])
    parts.header = b'{"a":[' + (mark * count)[:-1] + b"]," + parts.header[1:]
    parts.stored = zlib.compress(parts.header, drawn.choice([0, 9, 9]))
