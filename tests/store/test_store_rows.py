"""The rows of a run: the columns of the house, and the store's answers as yes or no."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from aboveboard.domain.basis import Basis
from aboveboard.domain.columns import ROWS
from aboveboard.domain.errors import InputError
from aboveboard.domain.outcome import Outcome, OutcomeKind
from aboveboard.store.entries import RegisterRow, Suppression
from aboveboard.store.store import Store

Shop = Callable[..., RegisterRow]
ON = date(2026, 11, 2)


def _refuse(store: Store, scope: str, value: str, **more: str) -> None:
    store.add_suppressions([Suppression(scope=scope, value=value, reason="objected", on=ON, **more)])


def test_rows_have_the_columns_of_the_house(store: Store, shop: Shop, keep: Callable[..., None]) -> None:
    """Names, order and types are those of domain.columns, with and without rows."""
    assert list(ROWS.items()) == list(store.rows("spring", 1, on=ON).schema.items())
    keep(shop(2), shop(1))
    rows = store.rows("spring", 1, on=ON)
    assert list(ROWS.items()) == list(rows.schema.items())
    assert ["spring:shop-001:1", "spring:shop-002:1"] == rows["row"].to_list()


def test_rows_are_sorted_by_code_points(store: Store, shop: Shop, keep: Callable[..., None]) -> None:
    """The order of ids is the same in both databases, whatever their collation."""
    ids = ["b", "B", "a-1", "a1", "é", "Z", "_"]
    keep(*(shop(number, id=name) for number, name in enumerate(ids)))
    assert sorted(ids) == store.rows("spring", 1, on=ON)["business"].to_list()


def test_a_row_says_what_is_known_and_no_more(store: Store, shop: Shop, keep: Callable[..., None]) -> None:
    """A business of which nothing but name and country is known has nulls, no channels and no refusals."""
    keep(RegisterRow(id="x", name="The Shop", country="DE"))
    row = store.rows("spring", 2, on=ON).row(0, named=True)
    known = {name: value for name, value in row.items() if value not in (None, [])}
    assert {
        "row": "spring:x:2",
        "business": "x",
        "subject": store.keys.pseudonym("x"),
        "name": "The Shop",
        "country": "DE",
        "register": "town",
        "register_as_of": date(2026, 9, 1),
        "acquisition": "public_register",
        "step": 2,
        "erased": False,
        "objected": False,
        "personalisation": True,
        "rest": "",
        "wishes": "{}",
        "gpc": False,
        "written_before": False,
        "first_message": True,
        "pause": "none",
    } == known


def test_reachable_names_the_channels_with_an_address(store: Store, shop: Shop, keep: Callable[..., None]) -> None:
    """E-mail, letter and telephone, each where its address is known."""
    nothing = {"email": None, "telephone": None, "street": None}
    keep(shop(1), shop(2, email=None, telephone=None), shop(3, telephone=None, street=None), shop(4, **nothing))
    expected = [["email", "post", "voice_live"], ["post"], ["email"], []]
    assert expected == store.rows("spring", 1, on=ON)["reachable"].to_list()


SCOPES = [
    ("person", "shop-000"),
    ("address", "Orders@Quern001.EXAMPLE"),
    ("address", "+44 (0)1632 960-002"),
    ("domain", "quern003.example"),
    ("domain", "https://www.quern004.example/contact"),
    ("company", "gb:reg-00005"),
    ("company", "quern006.example"),
    ("purpose", "shop-007"),
    ("purpose", "orders@quern008.example"),
]


@pytest.mark.parametrize("first", ["refusals", "import"])
def test_a_refusal_covers_whoever_its_scope_names(
    store: Store, shop: Shop, keep: Callable[..., None], first: str
) -> None:
    """At each scope, whether it came before or after the import; the neighbour stays as it was."""
    shops = [shop(number) for number in range(len(SCOPES) + 1)]
    if first == "import":
        keep(*shops)
    for scope, value in SCOPES:
        _refuse(store, scope, value, **({"purpose": "marketing"} if scope == "purpose" else {}))
    if first == "refusals":
        keep(*shops)
    assert [True] * len(SCOPES) + [False] == store.rows("spring", 1, on=ON)["objected"].to_list()


def test_a_refusal_of_one_channel_names_that_channel(store: Store, shop: Shop, keep: Callable[..., None]) -> None:
    """The other channels stay open, and a refusal of personalisation is no refusal of writing."""
    keep(shop(1), shop(2))
    _refuse(store, "channel", "orders@quern001.example", channel="email")
    _refuse(store, "domain", "quern001.example", channel="voice_live")
    _refuse(store, "purpose", "shop-002", purpose="personalisation")
    rows = store.rows("spring", 1, on=ON)
    assert [["email", "voice_live"], []] == rows["objected_channels"].to_list()
    assert [False, False] == rows["objected"].to_list()
    assert [True, False] == rows["personalisation"].to_list()


def test_refusals_may_be_imported_again(store: Store, shop: Shop, keep: Callable[..., None]) -> None:
    """The same list twice adds nothing the second time."""
    entry = Suppression(scope="address", value="a@b.example", reason="objected by reply", on=ON)
    assert [1, 0, 0] == [store.add_suppressions(list_) for list_ in ([entry], [entry, entry], [entry])]


@pytest.mark.parametrize(
    ("scope", "value", "reason"),
    [
        ("address", "nobody", "objected"),
        ("channel", "shop-001", "objected"),
        ("person", "shop-001", "says a@b.example"),
    ],
)
def test_a_refusal_that_cannot_be_read_stops_the_whole_list(store: Store, scope: str, value: str, reason: str) -> None:
    """It is named by its place, without its value, and no other refusal of the list is lost unseen."""
    good = Suppression(scope="person", value="shop-001", reason="objected", on=ON)
    bad = Suppression(scope=scope, value=value, reason=reason, on=ON)
    with pytest.raises(InputError, match="refusal 2") as caught:
        store.add_suppressions([good, bad])
    assert value not in str(caught.value)
    assert 1 == store.add_suppressions([good])


def test_a_stop_at_the_scope_of_a_company_covers_all_who_share_its_marks(
    store: Store, shop: Shop, keep: Callable[..., None]
) -> None:
    """Two branches with one website speak as one; the third has nothing to do with them."""
    keep(shop(1, website="https://chain.example/a"), shop(2, website="https://www.chain.example/b"), shop(3))
    store.suppress("shop-001", scope="company", reason="objected", on=ON)
    assert [True, True, False] == store.rows("spring", 1, on=ON)["objected"].to_list()


def test_consents_are_those_that_the_campaign_folded(store: Store, shop: Shop, keep: Callable[..., None]) -> None:
    """Without any, nobody has agreed to anything."""
    keep(shop(1), shop(2))
    rows = store.rows("spring", 1, on=ON, consents={"shop-002": (["email", "post"], ["email"])})
    assert [[], ["email", "post"]] == rows["consented_channels"].to_list()
    assert [[], ["email"]] == rows["written_consent_channels"].to_list()


def _basis(business: str, act: str, on: date) -> Basis:
    told = {"how": "ticked an empty box", "by": "the shop", "notice": "notice-1", "evidence": "form 118"}
    return Basis(business=business, kind="consent", act=act, purpose="marketing", channel="email", on=on, **told)


def test_bases_come_back_oldest_first_up_to_a_day(store: Store, shop: Shop, keep: Callable[..., None]) -> None:
    """Each event is kept once, with its proof; later ones are left out."""
    keep(shop(1), shop(2))
    given, taken = _basis("shop-001", "given", date(2026, 3, 1)), _basis("shop-001", "withdrawn", date(2026, 5, 1))
    assert [2, 0] == [store.add_bases([taken, given]), store.add_bases([given])]
    assert {"shop-001": [given]} == store.bases(date(2026, 4, 30))
    assert {"shop-001": [given, taken]} == store.bases(date(2026, 5, 1))
    with pytest.raises(InputError, match="basis 2"):
        store.add_bases([given, _basis("shop-009", "given", ON)])


ACTS: list[tuple[OutcomeKind, date, int | None]] = [
    ("reply", date(2026, 11, 2), 0),
    ("meeting", date(2026, 10, 2), 1),
    ("remedy_taken", date(2026, 10, 1), 2),
    ("refusal", date(2026, 10, 2), None),
    ("none", date(2026, 10, 2), None),
    ("reply", date(2026, 11, 3), None),
]


def test_months_since_last_contact_counts_what_the_business_did(
    store: Store, shop: Shop, keep: Callable[..., None]
) -> None:
    """Whole months, begun ones counted in full; what we did, what has not happened yet and a no do not count."""
    keep(*(shop(number) for number in range(len(ACTS))))
    store.add_outcomes(
        [
            Outcome(business=f"shop-{number:03d}", campaign="spring", step=1, kind=kind, on=on)
            for number, (kind, on, _) in enumerate(ACTS)
        ]
    )
    rows = store.rows("spring", 2, on=ON)
    assert [months for _, _, months in ACTS] == rows["months_since_last_contact"].to_list()
    assert [kind == "refusal" for kind, _, _ in ACTS] == rows["objected"].to_list()


def test_a_no_counts_even_from_one_that_is_not_kept(store: Store, shop: Shop, keep: Callable[..., None]) -> None:
    """A complaint that arrives before the register does is held against writing all the same."""
    assert 0 == store.add_outcomes([Outcome(business="shop-001", campaign="spring", step=1, kind="complaint", on=ON)])
    keep(shop(1))
    assert [True] == store.rows("spring", 1, on=ON)["objected"].to_list()


def test_many_rows_come_back(store: Store, shop: Shop) -> None:
    """Two thousand rows are imported in one go and all read again."""
    shops = [shop(number, id=f"s{number}", email=f"a{number}@b.example") for number in range(2000)]
    store.import_register(shops, register="town", as_of=ON, acquisition="directory")
    rows = store.rows("spring", 1, on=ON)
    assert 2000 == rows.height == rows.select(pl.col("name").n_unique()).item()
