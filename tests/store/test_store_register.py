"""The import of registers: sealed, hashed, repeatable."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from aboveboard.domain.errors import InputError
from aboveboard.store.entries import Imported, RegisterRow, Suppression
from aboveboard.store.keys import Keyring
from aboveboard.store.store import Store

Shop = Callable[..., RegisterRow]
ON = date(2026, 10, 1)


def _import(store: Store, *shops: RegisterRow) -> Imported:
    return store.import_register(shops, register="town", as_of=ON, acquisition="public_register")


def test_an_import_counts_what_is_new_and_what_changed(store: Store, shop: Shop) -> None:
    """The same list twice changes nothing; one changed value changes one business."""
    assert Imported(new=2, changed=0, refused=[]) == _import(store, shop(1), shop(2))
    assert Imported(new=0, changed=0, refused=[]) == _import(store, shop(1), shop(2))
    assert Imported(new=1, changed=1, refused=[]) == _import(store, shop(1), shop(2, trade="cafe"), shop(3))
    assert ["bakery", "cafe", "bakery"] == store.rows("c", 1, on=ON)["trade"].to_list()


UNUSABLE = [
    ({"name": ""}, "a business needs an id and a name"),
    ({"country": "UK "}, "the country is not a code of two capitals, such as GB"),
    ({"email": "not an address"}, "the e-mail address cannot be read"),
    ({"legal_form": "sole trader"}, "no such legal form: did you mean 'sole_trader'?"),
    ({"id": "shop-001"}, "the id stands twice in this import"),
]


def test_rows_that_cannot_be_used_are_named_with_their_lines(store: Store, shop: Shop) -> None:
    """The others are imported all the same."""
    wrong = [shop(number, **other) for number, (other, _) in enumerate(UNUSABLE, start=2)]
    refused = [(line, reason) for line, (_, reason) in enumerate(UNUSABLE, start=2)]
    assert Imported(new=2, changed=0, refused=refused) == _import(store, shop(1), *wrong, shop(9))


def test_an_unknown_way_to_get_data_is_refused(store: Store, shop: Shop) -> None:
    """The act by which data came to us is one of the known ones."""
    with pytest.raises(InputError, match="did you mean 'purchased'"):
        store.import_register([shop(1)], register="town", as_of=ON, acquisition="purchase")


def test_a_contact_comes_back_as_it_was_given(store: Store, shop: Shop) -> None:
    """By the id of the business and by its pseudonym; the address in its normalised form."""
    _import(store, shop(1, email=" Orders@QUERN001.example", contact_name="the baker"))
    contact = store.contact("shop-001")
    assert ("orders@quern001.example", "01632 960001", "the baker") == (contact.email, contact.telephone, contact.name)
    assert contact == store.contact(contact.subject) == store.contact(store.keys.pseudonym("shop-001"))
    with pytest.raises(InputError, match="no such business"):
        store.contact("shop-002")


@pytest.mark.parametrize("form", [None, "unknown", "sole_trader", "partnership", "individual"])
def test_a_business_that_is_a_person_is_sealed(tmp_path: Path, keys: Keyring, shop: Shop, form: str | None) -> None:
    """No name, street, postcode, website, number or address of it stands in the files; the rows have them."""
    with Store.open(f"sqlite:///{tmp_path / 's.db'}", keys) as store:
        _import(store, shop(7, form))
        row = store.rows("c", 1, on=ON).row(0, named=True)
        kept = b"".join(path.read_bytes() for path in tmp_path.glob("s.db*"))
    assert ("Quern Bakery 007", "HP007 1AB", "REG00007") == (row["name"], row["postcode"], row["register_number"])
    for word in [b"Quern Bakery", b"Quern Lane", b"HP007", b"quern007", b"960007", b"REG00007"]:
        assert word not in kept


def test_of_a_company_only_the_contact_is_sealed(tmp_path: Path, keys: Keyring, shop: Shop) -> None:
    """Its name stands in clear, its mailbox and telephone do not."""
    with Store.open(f"sqlite:///{tmp_path / 's.db'}", keys) as store:
        _import(store, shop(7, "corporate"))
        kept = b"".join(path.read_bytes() for path in tmp_path.glob("s.db*"))
    assert b"Quern Bakery 007" in kept
    assert b"orders@" not in kept
    assert b"960007" not in kept


@pytest.mark.parametrize("told_by", ["register", "itself"])
def test_a_company_that_turns_out_to_be_a_person_is_sealed_from_then_on(
    tmp_path: Path, keys: Keyring, shop: Shop, told_by: str
) -> None:
    """No earlier page of the files still has its name in clear."""
    with Store.open(f"sqlite:///{tmp_path / 's.db'}", keys) as store:
        _import(store, *(shop(number, "corporate") for number in range(50)))
        if told_by == "register":
            _import(store, shop(7, "sole_trader"))
        else:
            store.set_legal_form("shop-007", "sole_trader")
        row = store.rows("c", 1, on=ON).row(7, named=True)
        kept = b"".join(path.read_bytes() for path in tmp_path.glob("s.db*"))
    assert ("Quern Bakery 007", "sole_trader") == (row["name"], row["register_form"])
    assert b"Quern Bakery 007" not in kept
    assert b"Quern Bakery 008" in kept


def test_what_a_business_says_of_itself_outranks_every_register(store: Store, shop: Shop) -> None:
    """A later import of another legal form does not change it."""
    _import(store, shop(1, "corporate"))
    store.set_legal_form("shop-001", "sole_trader")
    _import(store, shop(1, "corporate", trade="cafe"))
    row = store.rows("c", 1, on=ON).row(0, named=True)
    assert ("sole_trader", "cafe") == (row["register_form"], row["trade"])


def test_no_import_clears_a_refusal(store: Store, shop: Shop) -> None:
    """Neither the same row nor one with another address, number and website brings a refused business back."""
    _import(store, shop(1))
    store.add_suppressions([Suppression(scope="address", value="orders@quern001.example", reason="objected", on=ON)])
    store.set_preference("shop-001", False)
    _import(store, shop(1))
    _import(store, shop(1, email="new@other.example", telephone=None, website=None, register_number=None))
    row = store.rows("c", 1, on=ON).row(0, named=True)
    assert (True, False) == (row["objected"], row["personalisation"])


MARKS: list[dict[str, str]] = [
    {"id": "shop-001"},
    {"email": "ORDERS@quern001.example"},
    {"telephone": "+44 1632 960001"},
    {"register_number": "reg 00001"},
    {"name": "QUERN bakery 001", "postcode": "hp001-1ab"},
]


def test_nobody_who_was_erased_comes_back(store: Store, shop: Shop) -> None:
    """One mark in common is enough: id, address, telephone, register number, or name and postcode."""
    _import(store, shop(1))
    store.forget("shop-001")
    done = _import(store, *(shop(number, **mark) for number, mark in enumerate(MARKS, start=2)), shop(9))
    assert Imported(new=1, changed=0, refused=[(line, "erased") for line in range(1, 6)]) == done


@pytest.mark.shared
def test_a_real_list_of_shops_is_imported_whole(store: Store, shared: Path) -> None:
    """All public shops of the Edinburgh extract are kept, and come back with their names in the order of their ids."""
    path = shared / "data" / "osm_edinburgh_shops" / "public" / "shops.csv"
    with path.open(encoding="utf-8", newline="") as file:
        shops = [
            RegisterRow(
                id=line["id"],
                name=line["name"],
                country="GB",
                trade=line["shop"] or None,
                street=f"{line['addr:housenumber']} {line['addr:street']}".strip() or None,
                locality=line["addr:city"] or None,
                postcode=line["addr:postcode"] or None,
                website=line["website"] or None,
                telephone=line["phone"] or None,
            )
            for line in csv.DictReader(file)
        ]
    done = store.import_register(shops, register="OpenStreetMap", as_of=date(2016, 11, 4), acquisition="directory")
    assert Imported(new=len(shops), changed=0, refused=[]) == done
    rows = store.rows("c", 1, on=ON)
    expected = sorted((s.id, s.name, s.website) for s in shops)
    assert expected == rows.select("business", "name", "website").rows()
