"""How alike two short texts are, in whole thousandths: the same on every machine."""

from collections.abc import Set

THOUSAND = 1000
_PREFIX = 4


def jaro_winkler(one: str, other: str) -> int:
    """Alikeness by common letters in near places and a common beginning (Winkler 1990), 1000 for equal texts.

    The work grows with the product of the lengths: callers give words, not pages.
    """
    if one == other:
        return THOUSAND
    common, transposed = _common(one, other)
    if not common:
        return 0
    # (common/|one| + common/|other| + (common - transposed)/common) / 3, kept as one fraction of whole numbers.
    lengths = len(one) * len(other)
    above = common * common * (len(one) + len(other)) + (common - transposed) * lengths
    jaro = THOUSAND * above // (3 * common * lengths)
    prefix = _common_beginning(one, other)
    return jaro + prefix * (THOUSAND - jaro) // 10


def dice(one: Set[str], other: Set[str]) -> int:
    """Twice the common members over all members (Dice 1945); 0 where both are empty."""
    size = len(one) + len(other)
    return THOUSAND * 2 * len(one & other) // size if size else 0


def bigrams(text: str) -> frozenset[str]:
    """Each two neighbouring letters; a text of one letter is its own."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset(filter(None, [text]))


def _common(one: str, other: str) -> tuple[int, int]:
    """How many letters both have in near places, and half of how many of these stand in another order."""
    window = max(max(len(one), len(other)) // 2 - 1, 0)
    taken = [False] * len(other)
    matched: list[str] = []
    for place, letter in enumerate(one):
        for there in range(max(0, place - window), min(len(other), place + window + 1)):
            if not taken[there] and other[there] == letter:
                taken[there] = True
                matched.append(letter)
                break
    in_order = [letter for letter, used in zip(other, taken, strict=True) if used]
    return len(matched), sum(a != b for a, b in zip(matched, in_order, strict=True)) // 2


def _common_beginning(one: str, other: str) -> int:
    for place, (a, b) in enumerate(zip(one[:_PREFIX], other[:_PREFIX], strict=False)):
        if a != b:
            return place
    return min(_PREFIX, len(one), len(other))
