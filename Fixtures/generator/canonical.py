"""Canonical JSON (RFC 8785), as rules H4 and H8 of the specification ask for it."""

SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def number(value):
    """Spells a number that may stand in a header."""
    if value != value or abs(value) >= 1 << 53:
        raise ValueError("not finite, or of 2^53 or above: %r" % value)
    return spelt(value)


def spelt(value):
    """Spells a finite number as ECMAScript's Number::toString does."""
    value = float(value)
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    # repr gives the shortest digits that round to the same double; only its layout is Python's.
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    point = len(whole) + int(exponent or 0)
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    digits = stripped.rstrip("0")
    k, n = len(digits), point
    if k <= n <= 21:
        text = digits + "0" * (n - k)
    elif 0 < n < k:
        text = digits[:n] + "." + digits[n:]
    elif -6 < n <= 0:
        text = "0." + "0" * -n + digits
    else:
        rest = "." + digits[1:] if k > 1 else ""
        text = digits[0] + rest + "e" + ("+" if n > 0 else "-") + str(abs(n - 1))
    return sign + text


def string(value):
    out = []
    for character in value:
        code = ord(character)
        if code == 0 or 0xD800 <= code < 0xE000:
            raise ValueError("a character that may not stand in a header: U+%04X" % code)
        if character in SHORT:
            out.append(SHORT[character])
        elif code < 0x20:
            out.append("\\u%04x" % code)
        else:
            out.append(character)
    return '"' + "".join(out) + '"'


def utf16_order(name):
    return name.encode("utf-16-be")


def text(value):
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, str):
        return string(value)
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(text(element) for element in value) + "]"
    if isinstance(value, dict):
        names = sorted(value, key=utf16_order)
        return "{" + ",".join(string(name) + ":" + text(value[name]) for name in names) + "}"
    raise ValueError("no place in a header: %r" % (value,))


def encode(value):
    return text(value).encode("utf-8")
