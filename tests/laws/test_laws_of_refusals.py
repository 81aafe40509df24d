"""No beats yes: whatever is imported, imported again, undone, erased or taken back, nobody else's no is lost."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aboveboard.domain.basis import Basis
from aboveboard.domain.outcome import Outcome
from aboveboard.rights import requests
from aboveboard.store.entries import HashedSuppression, Origin, RegisterRow, Suppression
from aboveboard.store.keys import Keyring, read_key
from aboveboard.store.store import Store

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
ON = AT.date()
NAMES = ("a", "b")
ORIGIN = Origin(register="town", as_of=date(2026, 10, 1), acquisition="public_register")
Step = tuple[str, str]

# What others say against a business stands for good; what its own person says, that person can take back.
OTHERS = (
    "operator",
    "mailchimp",
    "reply",
    "complaint",
    "domain",
    "company",
    "own_from_file",
    "hashed",
    "erase",
    "stop_company",
)
OWN = ("page", "one_click")
FRIENDLY = ("take_in", "overwrite", "undo", "basis", "prefer", "new_key", "outcome")
KINDS = ("other", *OWN, *FRIENDLY, "take_in", "resume", "resume")
steps = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(NAMES)), max_size=12)
# One kind of other refusal for each business, so that no second one covers for what the first should have done.
others = st.fixed_dictionaries({name: st.sampled_from(OTHERS) for name in NAMES})


def shop(name: str, **other: str | None) -> RegisterRow:
    """A business that shares nothing with another one."""
    given = {"email": f"info@{name}.example", "legal_form": "corporate", "postcode": f"{name.upper()}1 1AA"}
    return RegisterRow(id=name, name=f"Shop {name}", country="GB", **(given | other))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an empty store and its keys, to be copied: making the tables anew takes most of the time."""
    folder = tmp_path_factory.mktemp("made")
    Store.open(f"sqlite:///{folder / 'store.db'}", Keyring.open(folder / "keys", create=True)).close()
    return folder


@contextmanager
def copied(made: Path) -> Iterator[tuple[Store, Path]]:
    """An empty store in a folder of its own, and the folder of its keys."""
    with TemporaryDirectory() as name:
        folder = Path(shutil.copytree(made, Path(name) / "copy"))
        keys = folder / "keys"
        with Store.open(f"sqlite:///{folder / 'store.db'}", Keyring.open(keys, create=False)) as store:
            yield store, keys


@dataclass
class World:
    """A store, and a plain reading of what was said to it: whom others refused, and whom only the own person did."""

    store: Store
    keys: Path
    others: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    imports: set[str] = field(default_factory=set)

    def kept(self) -> set[str]:
        """Who is kept."""
        return {name for name in NAMES if self.store.business_of(name) is not None}

    def say(self, kind: str, name: str, number: int) -> None:
        """One step is taken, in the store and in the reading of it."""
        at = AT + timedelta(minutes=number)
        if kind in OTHERS:
            self.others |= {name} & self.kept() if kind in ("erase", "stop_company") else {name}
            self.against(kind, name, f"Info+{number}@{name}.example", at)
        elif kind in OWN:
            requests.stop(self.store, name, at=at, source="page" if kind == "page" else "one_click")
            self.own |= {name} & self.kept()
        elif kind == "resume":
            requests.resume(self.store, name, at=at)
            self.own -= {name} & self.kept()
        else:
            self.friendly(kind, name, number)

    def against(self, kind: str, name: str, address: str, at: datetime) -> None:
        """Somebody other than its person refuses for a business, kept or not."""
        values = {"domain": f"www.{name}.example", "company": f"{name}.example"}
        sources = {"mailchimp": "import:mailchimp", "own_from_file": "page"}
        if kind in ("reply", "complaint"):
            said = "refusal" if kind == "reply" else "complaint"
            self.store.add_outcomes([Outcome(business=name, campaign="c", step=1, kind=said, on=ON)])
        elif kind == "erase":
            self.store.forget(name, now=at)
        elif kind == "stop_company":
            requests.stop(self.store, name, at=at, company=True)
        elif kind == "hashed":
            self.refuse_hashed(f"info@{name}.example")
        else:
            scope = kind if kind in values else "address"
            value, source = values.get(kind, address), sources.get(kind, "operator")
            entry = Suppression(scope=scope, value=value, reason="objected", on=ON, source=source)
            self.store.add_suppressions([entry])

    def adopt(self) -> Keyring:
        """The keys of another store, which this one has adopted.

        That is done before anything else: a hash of an address that a business gave up before then cannot be told.
        """
        (self.keys / "theirs").write_text("ab" * 32)
        key = read_key(self.keys / "theirs")
        theirs = Keyring(key, key, {1: key})
        if theirs.fingerprint(1) not in {print_of for _, print_of, _ in self.store.suppressions.hashing_keys()}:
            self.store.suppressions.new_key(self.keys, key)
        return theirs

    def refuse_hashed(self, address: str) -> None:
        """The refusal comes from another store, as a hash under that store's key."""
        theirs = self.adopt()
        mark = theirs.mark(1, "address", address)
        entry = HashedSuppression(
            mark=mark, key=theirs.fingerprint(1), scope="address", reason="objected", source="page", on=ON
        )
        self.store.suppressions.add_hashed([entry])

    def friendly(self, kind: str, name: str, number: int) -> None:
        """Something that brings a business in, changes it, or speaks for it; it never speaks louder than a no."""
        store, kept = self.store, name in self.kept()
        if kind == "take_in":
            self.imports.add(f"i{number}")
            store.begin_import(f"i{number}", ORIGIN, at=AT)
            store.take_in(f"i{number}", ORIGIN, [shop(name, trade=f"trade {number}")])
        elif kind == "overwrite":
            email = f"NEW{number}@{name}.example" if kept else f"info@{name}.example"
            row = shop(name, email=email, trade="overwrite, unsubscribed = false")
            store.import_register([row], register="town", as_of=ON, acquisition="public_register")
        elif kind == "undo":
            for imported in sorted(self.imports):
                store.undo_import(imported, on=ON)
            self.imports.clear()
        elif kind == "new_key":
            store.suppressions.new_key(self.keys)
        elif kept and not store.was_erased(name):
            speak_for(store, kind, name)


def writable(store: Store) -> set[str]:
    """The businesses that nothing speaks against: neither objected nor erased nor refused on the e-mail channel."""
    rows = store.rows("c", 1, on=ON)
    return {
        business
        for business, objected, erased in rows.select("business", "objected", "erased").iter_rows()
        if not objected and not erased
    }


def speak_for(store: Store, kind: str, name: str) -> None:
    """A basis, a preference or a friendly outcome of a business that is kept."""
    if kind == "basis":
        event = Basis(
            business=name, kind="consent", act="given", purpose="marketing", channel="email", on=ON, how="form",
            by="desk", notice="We may write.", evidence="f-1", written=True,
        )  # fmt: skip
        store.add_bases([event])
    elif kind == "prefer":
        store.set_preference(name, True)
    else:
        store.add_outcomes([Outcome(business=name, campaign="c", step=1, kind="meeting", on=ON)])


@settings(max_examples=60)
@given(others, steps)
def test_no_import_and_nobody_else_clears_a_no(made: Path, against: dict[str, str], said: list[Step]) -> None:
    """After any sequence, exactly those may be written to whom nobody refused for, or who took back their own no."""
    with copied(made) as (store, keys):
        world = World(store, keys)
        if "hashed" in against.values():
            world.adopt()
        for number, (kind, name) in enumerate(said):
            world.say(against[name] if kind == "other" else kind, name, number)

            assert world.kept() - world.others - world.own == writable(store), (number, kind, name)
