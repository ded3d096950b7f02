"""Damage, by a seed: to values, members, names, paths, headers, and to the bytes of HTTP itself."""

import json
import sys
import urllib.parse

sys.setrecursionlimit(20_000)

NUMBERS = [
    0, -1, 1, 2**31 - 1, 2**31, 2**53, 2**63 - 1, 2**63, 2**64, -(2**63), 10**30, 0.1, 1e-9, 1e300, -0.0, 1e22,
]  # fmt: skip
TEXTS = [
    "", " ", "0", "null", "\x00", "\u0000\u0001", "é", "e\u0301", "\U0001f600", "\ud83d", "\u202e", "'", '"', "<script>",
    "%00", "../../etc/passwd", "..%2f", "{{x}}", "${x}", "NaN", "1e400", "9" * 400, "x" * 5_000, "10.00", "-0.00", "1,00",
    "2026-02-30T25:61:61Z", "P99999999999Y", "PT-1S", "https://", "http://[::1", "ftp://x", "javascript:x", "EUR", "eur",
    "XXX", "true", "[]", "\n", "a\r\nSet-Cookie: x", "tr_", "pay_", "pmt_", "urn:x", "=?utf-8?q?x?=",
]  # fmt: skip
HEADERS = [
    "Authorization", "Content-Type", "Idempotency-Key", "Cko-Idempotency-Key", "X-Request-Id", "Accept", "Host", "Expect",
    "Transfer-Encoding", "Content-Encoding", "Range", "Cookie", "X-Forwarded-For", "traceparent", "Upgrade", "Origin",
    "Merchant-Serial-Number", "Ocp-Apim-Subscription-Key", "Accept-Language", "If-None-Match", "X-HTTP-Method-Override",
]  # fmt: skip
TYPES = [
    "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain",
    "multipart/form-data", "application/json; charset=utf-16", 'multipart/form-data; boundary="', "", "a/b;;;=", "*/*",
]  # fmt: skip
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW", "get"]


def value(dice, depth=0):
    kind = dice.randrange(9 if depth < 3 else 5)
    if kind == 0:
        return dice.choice(NUMBERS)
    if kind in (1, 2, 3):
        return dice.choice(TEXTS)
    if kind == 4:
        return dice.choice([None, True, False])
    if kind == 5:
        return [value(dice, depth + 1) for _ in range(dice.choice([0, 1, 3, 50]))]
    if kind == 6:
        return {dice.choice(TEXTS): value(dice, depth + 1) for _ in range(dice.choice([0, 1, 3]))}
    deep = "x"
    for _ in range(dice.choice([10, 60, 100, 300])):
        deep = [deep] if kind == 7 else {"a": deep}
    return deep


def places(tree, road=()):
    """Every place in a tree of JSON."""
    found = [road]
    if isinstance(tree, dict):
        for name, child in tree.items():
            found += places(child, (*road, name))
    if isinstance(tree, list):
        for index, child in enumerate(tree):
            found += places(child, (*road, index))
    return found


def changed_tree(dice, tree):
    tree = json.loads(json.dumps(tree))
    for _ in range(dice.choice([1, 1, 1, 2, 4])):
        road = dice.choice(places(tree))
        if not road:
            if isinstance(tree, dict) and dice.random() < 0.8:
                tree[dice.choice(TEXTS + ["amount", "metadata", "lines", "id"])] = value(dice)
                continue
            return value(dice)
        holder = tree
        for step in road[:-1]:
            holder = holder[step]
        kind = dice.randrange(5)
        if kind == 0:
            del holder[road[-1]]
        elif kind == 1 and isinstance(holder, list):
            holder += [holder[road[-1]]] * dice.choice([1, 10, 300])
        else:
            holder[road[-1]] = value(dice)
    return tree


def flat(tree, name=""):
    """A tree as the fields of a form."""
    if isinstance(tree, dict):
        return [field for key, child in tree.items() for field in flat(child, f"{name}[{key}]" if name else key)]
    if isinstance(tree, list):
        return [field for index, child in enumerate(tree) for field in flat(child, f"{name}[{index}]")]
    return [(name, "" if tree is None else str(tree))]


def body(dice, original):
    """The bytes of a body, and the type that they claim; None leaves the type as it is."""
    try:
        tree = json.loads(original) if original else {}
    except ValueError:
        tree = dict(urllib.parse.parse_qsl(original.decode(errors="replace")))
    kind = dice.randrange(10)
    if kind < 5:
        return spelled(changed_tree(dice, tree)), None
    if kind == 5:
        text = urllib.parse.urlencode(flat(changed_tree(dice, tree)), errors="replace")
        return text.encode() if dice.random() < 0.7 else damaged(dice, text.encode()), TYPES[1]
    if kind == 6:
        parts = "".join(
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
            for name, text in flat(changed_tree(dice, tree))
        )
        text = (parts + "--x--\r\n").encode(errors="replace")
        return text if dice.random() < 0.5 else damaged(dice, text), TYPES[2]
    if kind == 7:
        return damaged(dice, spelled(tree)), dice.choice([None, *TYPES])
    if kind == 8:
        return bytes(dice.randrange(256) for _ in range(dice.choice([0, 1, 10, 300]))), dice.choice(TYPES)
    whole = spelled(tree)
    return whole[: dice.randrange(len(whole) + 1)], None


def spelled(tree):
    """As JSON, with the odd spellings that its writer would not choose."""
    return json.dumps(tree).encode()


def damaged(dice, text):
    text = bytearray(text or b"{}")
    for _ in range(dice.choice([1, 2, 8])):
        place = dice.randrange(len(text))
        kind = dice.randrange(4)
        if kind == 0:
            text[place] = dice.randrange(256)
        elif kind == 1:
            del text[place : place + dice.choice([1, 5])]
        elif kind == 2:
            text[place:place] = dice.choice([b"\x00", b"\xff\xfe", b'"', b"{", b"[", b"}", b",", b"\\u", b"%", b"&", b"=", b"1e9"])
        else:
            text[place:place] = text[place : place + 20] * dice.choice([1, 30])
        if not text:
            return b""
    return bytes(text)


def path(dice, original):
    place, _, query = original.partition("?")
    steps = place.split("/")
    kind = dice.randrange(7)
    if kind == 0:
        steps[dice.randrange(len(steps))] = urllib.parse.quote(dice.choice(TEXTS), errors="replace")
    elif kind == 1:
        index = dice.randrange(len(steps))
        steps[index] = damaged(dice, steps[index].encode() or b"x").decode("latin-1")
    elif kind == 2:
        steps.insert(dice.randrange(len(steps)), dice.choice(["..", ".", "", "%2e%2e", "%2F", "x" * 3_000, "*", ";a=b"]))
    elif kind == 3:
        steps.append(dice.choice(["", "x", "..", "%00"]))
    else:
        fields = urllib.parse.parse_qsl(query) + [
            (dice.choice(["limit", "from", "sort", "embed", "testmode", "skip", "payment", "state", "page", "reference"]),
             str(value(dice)))
        ]  # fmt: skip
        query = urllib.parse.urlencode(fields, errors="replace")
        if kind == 6:
            query = damaged(dice, query.encode()).decode("latin-1")
    return clean("/".join(steps)) + ("?" + clean(query) if query else "")


def clean(text):
    """What ends a request line early is a fault of another kind: see `fuzzer.broken`."""
    return "".join(sign for sign in text if sign not in " \r\n\t\x00").encode("utf-8", "replace").decode("latin-1")


def headers(dice, original):
    kept = list(original)
    kind = dice.randrange(5)
    if kind == 0 and kept:
        kept.pop(dice.randrange(len(kept)))
    elif kind == 1 and kept:
        kept.append(dice.choice(kept))
    elif kind == 2:
        kept.append(("Content-Type", dice.choice(TYPES)))
    else:
        text = dice.choice([*TEXTS, "Bearer ", "Basic Og==", "gzip", "bytes=0-1", "x" * 6_000])
        kept.append((dice.choice(HEADERS), "".join(sign for sign in text if sign not in "\r\n\x00")))
    return [(name, value) for name, value in kept if name.lower() not in ("transfer-encoding", "expect", "upgrade")]
