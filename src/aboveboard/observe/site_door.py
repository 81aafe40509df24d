"""The doors `observe site` and `observe again`: websites and facts in, one record of JSON each out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from aboveboard.domain.fact import Fact, decode_facts
from aboveboard.observe.again import Recheck, Stated, asked_for, compare
from aboveboard.observe.live import LivePages
from aboveboard.observe.stage import read_site
from aboveboard.observe.visit import Site
from aboveboard.observe.web_address import homes_of, public_address

Record = dict[str, object]


def site_records(websites: Sequence[str], reader: LivePages) -> Iterator[Record]:
    """One record a website, in their order; what is no website is refused without being repeated."""
    addresses = [website for website in websites if homes_of(website)]
    sites = reader.sites(addresses)
    for number, website in enumerate(websites, 1):
        if homes_of(website):
            yield site_record(next(sites))
        else:
            yield {"url": None, "error": {"code": "input_refused", "message": f"address {number} is no web address"}}


def site_record(site: Site) -> Record:
    """What a visit brought: its pages, their facts in the form in which they are stored, and why there are no more."""
    facts, reason, persons = read_site(site.pages, None) if site.pages else ("[]", site.reason, 0)
    record: Record = {
        "url": public_address(homes_of(site.website)[0]),
        "pages": [{"url": public_address(page.url), "status": page.status} for page in site.pages],
        "facts": [_fact(fact) for fact in decode_facts(facts)],
        "persons_seen": persons,
    }
    return record | ({"reason": reason} if reason else {})


def _fact(fact: Fact) -> Record:
    return {
        "attribute": fact.attribute,
        "value": fact.value,
        "level": fact.level,
        "excerpt": fact.excerpt,
        "where": fact.where,
        "url": fact.url,
        "as_of": fact.as_of.isoformat(),
    }


def recheck_records(facts: Sequence[Stated], reader: LivePages) -> Iterator[Record]:
    """How each fact stands now, in their order; only the pages they rest on are read."""
    pages = reader.read_again(sorted({asked_for(fact) for fact in facts}))
    for recheck in compare(facts, pages):
        yield _recheck(recheck)


def _recheck(recheck: Recheck) -> Record:
    record: Record = msgspec.to_builtins(recheck)
    return record
