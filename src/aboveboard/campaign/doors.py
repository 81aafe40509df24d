"""The rooms' doors as the command line calls them: one record in, one record out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from aboveboard.audit.door import audit
from aboveboard.audit.groups import Bounds
from aboveboard.campaign.artefacts import utc_now
from aboveboard.domain.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from aboveboard.observe.fetch import Limits
    from aboveboard.observe.live import LivePages

Record = dict[str, object]
Answer = Callable[[Record], Mapping[str, object]]


def observe_pages() -> Answer:
    """`observe pages`: a page to its facts."""
    from aboveboard.observe.door import answer

    return answer


def observe_sites(
    websites: Sequence[str],
    *,
    contact: str | None,
    cache: Path | None,
    pause: float,
    allow_private: bool,
    max_pages: int,
    resume: bool,
) -> Iterator[Record]:
    """`observe site`: each website to what a polite visit found there."""
    from aboveboard.observe.fetch import Limits
    from aboveboard.observe.site_door import site_records

    if resume and cache is None:
        raise InputError("there is nothing to go on with", place="--resume", remedy="--cache names the folder")
    limits = Limits(pages=max_pages, pause=pause)
    return site_records(websites, _reader(contact, cache, limits, allow_private=allow_private, resume=resume))


def observe_again(
    file: Path, *, contact: str | None, cache: Path | None, pause: float, allow_private: bool
) -> Iterator[Record]:
    """`observe again`: each fact of a file to how it stands now."""
    from aboveboard.observe.again import read_stated
    from aboveboard.observe.fetch import Limits
    from aboveboard.observe.site_door import recheck_records

    facts = read_stated(file.read_bytes().splitlines(), str(file))
    return recheck_records(facts, _reader(contact, cache, Limits(pause=pause), allow_private=allow_private))


def _reader(
    contact: str | None, cache: Path | None, limits: Limits, *, allow_private: bool, resume: bool = False
) -> LivePages:
    from aboveboard.observe.cache import open_cache
    from aboveboard.observe.live import LivePages
    from aboveboard.observe.network import Network, anywhere, is_private, is_public

    if contact is None and not allow_private:
        remedy = "give the web address of a page that explains who reads, and why"
        raise InputError("the sites have to be told who reads them", place="--contact", remedy=remedy)
    allowed = is_public if not allow_private else anywhere if contact else is_private
    return LivePages(
        contact=contact or "http://localhost/",
        clock=utc_now,
        limits=limits,
        network=Network(allowed=allowed),
        cache=open_cache(cache, utc_now()),
        resume=resume,
    )


def facts_same() -> Answer:
    """`facts same`: two listings to whether they are one place, with the reasons."""
    from aboveboard.facts.door import answer

    return answer


def guard_check(as_of: date) -> Answer:
    """`guard check`: the facts of one context to its verdict, on the given day unless the record names another."""
    from aboveboard.guard.door import check
    from aboveboard.guard.packs import load_packs

    packs = load_packs()
    return lambda record: check(record, packs, as_of)


def guard_explain(as_of: date) -> Answer:
    """`guard explain`: the facts of one context to its channel ladder, and what would open what is closed."""
    from aboveboard.guard.door import explain
    from aboveboard.guard.packs import load_packs

    packs = load_packs()
    return lambda record: explain(record, packs, as_of)


def verify_text() -> Answer:
    """`verify text`: a text and facts to its findings."""
    from aboveboard.verify.door import check_text

    def answer(record: Record) -> Mapping[str, object]:
        _check_elements(record.get("must_include"))
        return check_text(record)

    return answer


def _check_elements(wanted: object) -> None:
    """Raises InputError for an element that no rule pack has: what nobody can look for must not count as present."""
    if isinstance(wanted, list) and wanted:
        from aboveboard.guard.packs import load_packs

        elements = load_packs().elements
        for name in wanted:
            if isinstance(name, str) and name not in elements:
                raise InputError(f"unknown element {name!r}", remedy=did_you_mean(name, elements))


def decide_one(campaign: Path) -> Answer:
    """`decide one`: facts and allowed cells to a decision, by the offers of a campaign."""
    from aboveboard.campaign.material import read_material
    from aboveboard.decide.door import answer

    material = read_material(campaign)
    settings = material.settings
    return lambda record: answer(record, material.desk, seed=settings.seed, campaign=settings.name)


def check_receipt() -> Answer:
    """`receipts check`: an inclusion or consistency proof to whether it holds."""
    from aboveboard.receipts.door import check

    return check


def verify_log(folder: Path, vkey: str | None) -> Mapping[str, object]:
    """`receipts verify`: what is found of anyone's log."""
    from aboveboard.receipts.door import verify_log

    return verify_log(folder, vkey)


def audit_groups(
    lines: Iterable[bytes], *, bound: float, level: float, minimum: int
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """`audit groups`: the lines of the audit, and the errors of lines that could not be read."""
    return audit(lines, Bounds(bound=bound, level=level, minimum=minimum))
