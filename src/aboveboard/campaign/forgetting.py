"""Forgetting: what lies in a home's files about one subject."""

from __future__ import annotations

from aboveboard.campaign.artefacts import RunFolder
from aboveboard.campaign.home import Home
from aboveboard.campaign.kept import Kept
from aboveboard.deliver.outbox import Outbox
from aboveboard.domain.sockets import Erasure
from aboveboard.observe.cache import SiteCache
from aboveboard.store.store import Store


def forget_files(store: Store, home: Home, business: str) -> list[Erasure]:
    """No file of the home is about the subject any more, under whatever entry of a list.

    To be called before the store forgets the subject, as it alone knows its entries and its website; a crash in between
    can be taken up again.
    """
    same = store.same_subject(business)
    websites = {entry.website for name in same for entry in Kept.of(store.holdings(name)).businesses if entry.website}
    erased = [RunFolder(home.runs).forget(name) for name in same]
    if home.outbox.exists():
        erased += [Outbox(home.outbox).forget(store.keys.pseudonym(name)) for name in same]
    if home.cache.exists():
        erased += [SiteCache(home.cache).forget(website) for website in sorted(websites)]
    return erased
