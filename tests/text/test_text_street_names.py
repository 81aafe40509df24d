"""Street lines meet in numbers and in the words that tell a street from another."""

import pytest

from aboveboard.text.street_names import Street, read_street


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 Copper Lane", "12, Copper Ln."),
        ("Bahnhofstr. 33 C", "Bahnhofstraße 33c"),
        ("5055 S Dale Mabry Hwy, Suite 4", "5055 Dale Mabry Highway"),
        ("Piazza Cavour, 9", "P.za Cavour 9"),
        ("白石区北郷３条８丁目１−１", "白石区北郷3条8丁目1-1"),
    ],
)
def test_two_writings_of_a_street_meet(one: str, other: str) -> None:
    """Short and long words for streets, sides, rooms and wide digits make no difference."""
    assert read_street(one) == read_street(other)


def test_a_line_of_nothing_else_keeps_its_words() -> None:
    """A road that is called West Street, and an empty line."""
    assert Street(("1",), ("west", "street")) == read_street("1 West Street")
    assert Street((), ()) == read_street("")
