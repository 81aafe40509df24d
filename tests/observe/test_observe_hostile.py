"""A page that means harm costs no more than its length: no expression and no walk goes over it again and again."""

from time import process_time

import pytest

from aboveboard.observe.charset import decode
from aboveboard.observe.document import Document
from aboveboard.observe.elements import read_elements
from aboveboard.observe.head import read_head
from aboveboard.observe.signals import read_signals
from aboveboard.observe.structured_data import read_broken, read_markup

N = 200_000
NODE = '{"@context": {"a": "b"}, "@id": "x"}'
PAGES = {
    "viewport without an equals sign": f"<meta name=viewport content='{'a' * N}'>",
    "many beginnings of meta": "<meta" * N,
    "a doctype of quotes": f"<!doctype html public {'x' * 390}>{'<!doctype ' * 9_000}",
    "an address of letters": f"<a href='{'a' * N}:'>x</a>",
    "an address of dots": f"<a href='http://{'a.' * N}'>x</a>",
    "an address of slashes": f"<a href='{'/' * N}'>x</a>",
    "images deep down": "<div>" * 3_000 + "<img><a href=x></a>" * 300,
    "anchors deep down": "<p onclick>" * 3_000 + "<a>" * 300,
    "labels that many share": f"<b id=x>{'<i></i>' * 3_000}</b>" + "<a href=x aria-labelledby=x></a>" * 3_000,
    "labels in a circle": "<a id=x href=x aria-labelledby=y></a><a id=y href=x aria-labelledby=x></a>",
    "forms within nothing": "<form><textarea></textarea>" * 9_000,
    "tables within tables": "<table><tr><td>" * 2_000,
    "contexts": f"<script type=application/ld+json>[{','.join([NODE] * 5_000)}]</script>",
}


@pytest.mark.parametrize("name", PAGES)
def test_hostile_pages_are_read_in_time(name: str) -> None:
    """Each page of up to half a megabyte is read in a few seconds of processor time; most take milliseconds."""
    decoded = decode(PAGES[name].encode(), {})
    page = Document(decoded.text, "https://x.example/")
    headers = {"link": "<" * N, "x-robots-tag": ":" * N, "content-type": "charset" * N}
    start = process_time()
    for reader in (
        lambda: list(read_head(page, decoded, headers)),
        lambda: list(read_elements(page)),
        lambda: list(read_signals(page)),
        lambda: [read_broken(page), *read_markup(page)],
    ):
        reader()

    assert process_time() - start < 6
