"""Visible text and places of elements."""

from hypothesis import given
from hypothesis import strategies as st

from aboveboard.observe.document import Document


def test_visible_text_is_laid_out() -> None:
    """Blocks stand on lines of their own, cells behind a tab, and white space runs together."""
    page = Document(
        "<div>We <b>bake</b>\n daily</div><table><tr><td>Mon<td>9&nbsp;- 5</table>a<br>b", "https://x.example/"
    )

    assert "We bake daily\nMon\t9 - 5\na\nb" == page.visible.text.strip()


def test_what_a_visitor_cannot_see_is_left_out() -> None:
    """Scripts, styles, hidden elements and noscript are no text."""
    page = Document(
        "<p>seen<script>a</script><style>b</style><noscript>c</noscript><i hidden>d</i>"
        '<i style="display: none">e</i><!-- f --><select><option>g</select>',
        "https://x.example/",
    )

    assert "seen" == page.visible.text.strip()


def test_deep_pages_are_read() -> None:
    """A page that nests ten thousand elements is read like any other."""
    page = Document("<div>" * 10_000 + "deep", "https://x.example/")

    assert "deep" in page.visible.text


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<div>", "</div>", "<ul><li>", "</ul>", "<b>", "</b>", "<td>", "<o:p>", "x"])
    )
)
def test_a_place_leads_back_to_its_element(pieces: list[str]) -> None:
    """The CSS path of any element of any page selects that element and no other."""
    page = Document("<body>" + "".join(pieces), "https://x.example/")

    for node in page.all("*"):
        assert [node.mem_id] == [found.mem_id for found in page.all(page.place(node))]


def test_offsets_lead_to_the_element_with_the_words() -> None:
    """The place of a word in the visible text is the element that directly holds it."""
    page = Document("<body><p>one</p><p>two <a href=x>three</a></p>", "https://x.example/")
    text = page.visible.text

    assert "html > body > p:nth-of-type(2) > a" == page.place_at(text.index("three"))
    assert "html > body > p:nth-of-type(1)" == page.place_at(text.index("one"))
