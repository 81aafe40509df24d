"""Findings shown at their places in a text."""

from hypothesis import given
from hypothesis import strategies as st

from aboveboard.domain.findings import Finding
from aboveboard.verify.marks import WIDTH, marked

LETTERS = st.text(st.sampled_from("abc ,.\n\t£"), min_size=1, max_size=400)


def finding(text: str, start: int, end: int) -> Finding:
    """Something found at this place."""
    return Finding("claims", "unsupported", start, end, text[start:end], "no fact has this")


@given(LETTERS, st.data())
def test_what_is_wrong_is_underlined(text: str, data: st.DataObject) -> None:
    """Line, column and underline tell the same place, and no line is wider than a terminal."""
    start = data.draw(st.integers(0, len(text) - 1).filter(lambda n: text[n] != "\n"))
    length = data.draw(st.integers(1, 60))
    end = min(start + length, len(text[:start]) + len(text[start:].partition("\n")[0]))
    place, line, under, last = marked("letter.txt", text, [finding(text, start, end)])

    number, column = text[:start].count("\n") + 1, start - (text[:start].rfind("\n") + 1) + 1
    assert f"letter.txt:{number}:{column}: claims, unsupported: no fact has this" == place
    first = under.index("^")
    assert text[start:end].replace("\t", " ").startswith(line[first : first + under.count("^")])
    assert 1 <= under.count("^") <= end - start
    assert "…" in line or under.count("^") == end - start
    assert len(line) <= WIDTH + len("    1 | ") + 2
    assert "letter.txt: 1 finding" == last


def test_a_text_cannot_steer_a_terminal() -> None:
    """Escapes, marks of direction and bells are shown as what they are: nothing that acts."""
    text = "\x1b[2J\x07 open \u202e9:00\x9b31m"
    shown = "\n".join(marked("a\x1b.txt", text, [finding(text, 12, 16)]))
    assert all(letter.isprintable() or letter == "\n" for letter in shown)


def test_wide_letters_take_two_columns() -> None:
    """The underline stands under a word that follows wide letters, and under one with marks of its own."""
    text = "営業 open"
    assert " " * (len("    1 | ") + 5) + "^^^^" == marked("l", text, [finding(text, 3, 7)])[2]


def test_what_was_left_out_stands_last() -> None:
    """A finding without a place is told without a line, after all others."""
    text = "You open at 9."
    omitted = Finding("claims", "omitted", 14, 14, "closes", "the text does not say this")
    shown = marked("l", text, [omitted, finding(text, 12, 13)])
    assert ["l: claims, omitted “closes”: the text does not say this", "l: 2 findings"] == shown[3:]
    assert ["l: nothing found"] == marked("l", text, [])
