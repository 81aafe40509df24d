"""A website's domain is the one that somebody registered, and no platform's."""

import pytest

from aboveboard.text.websites import Website, read_website


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.Shop.example/Menu/", Website("shop.example", "/menu")),
        ("berlin.shop.co.uk", Website("shop.co.uk", "")),
        ("http://shop.example:8080?x=1", Website("shop.example", "")),
        ("https://www.facebook.com/shop", None),
        ("shop.business.site", None),
        ("http://192.0.2.1/", None),
        ("http://[::1", None),
        ("co.uk", None),
        ("", None),
        ("x." * 2000, None),
    ],
)
def test_the_domain_and_the_page_are_told(url: str, expected: Website | None) -> None:
    """With or without a scheme; a platform, a number and what cannot be read tell nothing of a business."""
    assert expected == read_website(url)
