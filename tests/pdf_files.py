"""PDF files made by hand: sound ones, and such as a hostile sender would hand in. All fictional."""

import zlib

LINE = b"1 0 0 RG 20 w 0 0 m 200 300 l S"


def pdf(
    *contents: bytes, box: bytes = b"0 0 200 300", extra: dict[int, bytes] | None = None, trailer: bytes = b""
) -> bytes:
    """One page for each content stream. `extra`: further objects by number, from 100."""
    kids = b" ".join(b"%d 0 R" % (10 + 2 * at) for at in range(len(contents)))
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>"}
    objects[2] = b"<</Type/Pages/Count %d/Kids[%s]/MediaBox[%s]>>" % (len(contents), kids, box)
    for at, content in enumerate(contents):
        resources = b"<</XObject<</X 100 0 R>>/Font<</F 200 0 R>>>>"
        page = b"<</Type/Page/Parent 2 0 R/Resources%s/Contents %d 0 R>>" % (resources, 11 + 2 * at)
        objects[10 + 2 * at] = page
        objects[11 + 2 * at] = content if content.startswith(b"<<") else stream(content)
    objects |= extra or {}
    out, places = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    for number, place in places.items():
        out += (b"xref\n" if number == 1 else b"") + b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\n" % (max(objects) + 1, trailer)
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def written(*pages: str) -> bytes:
    """Pages with a text layer, in any script: one line for each line, at most 200 different characters."""
    codes = {letter: 33 + at for at, letter in enumerate(dict.fromkeys("".join(pages).replace("\n", "")))}
    contents = []
    for page in pages:
        lines = b" T* ".join(
            b"<%s> Tj" % b"".join(b"%02x" % codes[letter] for letter in line) for line in page.split("\n")
        )
        contents.append(b"BT /F 6 Tf 8 TL 10 280 Td %s ET" % lines)
    pairs = b"\n".join(
        b"<%02x> <%s>" % (code, letter.encode("utf-16-be").hex().encode()) for letter, code in codes.items()
    )
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
        b"1 begincodespacerange <00> <ff> endcodespacerange %d beginbfchar\n%s\nendbfchar endcmap end end"
    ) % (len(codes), pairs)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 201 0 R>>"
    return pdf(*contents, extra={200: font, 201: stream(cmap)})


def stream(data: bytes, more: bytes = b"") -> bytes:
    """A stream object with its length."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), more, data)


def encrypted() -> bytes:
    """Locked with a password that nobody has."""
    lock = b"<</Filter/Standard/V 2/R 3/Length 128/P -44/O<%s>/U<%s>>>" % (b"41" * 32, b"42" * 32)
    return pdf(LINE, extra={100: lock}, trailer=b"/Encrypt 100 0 R/ID[<00><00>]")


def bomb() -> bytes:
    """Some kilobytes that are four gigabytes when they are unpacked twice."""
    packer, zeros = zlib.compressobj(9), bytes(1 << 24)
    data = zlib.compress(b"".join(packer.compress(zeros) for _ in range(256)) + packer.flush(), 9)
    return pdf(stream(data, b"/Filter[/FlateDecode/FlateDecode]"))


def endless() -> bytes:
    """Forms that draw each other again and again: ten to the power of twelve lines."""
    twice = b"/X Do " * 10
    forms = {}
    for number in range(100, 112):
        resources = b"/Resources<</XObject<</X %d 0 R>>>>" % (number + 1)
        forms[number] = stream(twice, b"/Type/XObject/Subtype/Form/BBox[0 0 200 300]" + resources)
    forms[112] = stream(LINE * 50, b"/Type/XObject/Subtype/Form/BBox[0 0 200 300]")
    return pdf(b"/X Do", extra=forms)
