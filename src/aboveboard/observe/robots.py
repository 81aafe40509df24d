"""Whether a page asks search engines to leave it out, by the rules of Lighthouse's audit `is-crawlable`.

Lighthouse asks the site's robots file as well. One page does not bring it along: the crawler asks it before it fetches
anything, and what it forbids is never read, so of a page that was read the robots file is known to allow it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_ROBOTS: Final = (None, "Googlebot", "bingbot", "DuckDuckBot", "archive.org_bot")
_BLOCKING: Final = frozenset({"noindex", "none"})
_ADDRESSEE: Final = re.compile(r"([^,:]+):")


def blocks(directives: str) -> bool:
    """True if any of the directives keeps a page out. A date after which it is to go needs a clock, and is not read."""
    return any(part.strip() in _BLOCKING for part in directives.lower().split(","))


def is_blocked(metas: Mapping[str, str], header: str) -> bool:
    """True if no known search engine may list the page: one that is let in by its own name is enough to pass.

    `metas` has the content of the first `meta` element of each name, `header` is `X-Robots-Tag`, a line each.
    """
    return all(_is_blocked_for(robot, metas, header) for robot in _ROBOTS)


def _is_blocked_for(robot: str | None, metas: Mapping[str, str], header: str) -> bool:
    named = metas.get(robot.lower()) if robot else None
    return blocks(metas.get("robots", "") if named is None else named) or any(
        _header_blocks(robot, line) for line in header.splitlines()
    )


def _header_blocks(robot: str | None, line: str) -> bool:
    found = _ADDRESSEE.match(line)
    if found is None or found[1].lower() == "unavailable_after":
        return blocks(line)
    return found[1] == robot and blocks(line[found.end() :])
