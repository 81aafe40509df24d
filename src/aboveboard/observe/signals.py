"""Yes or no: what else a page does or offers, each from the element that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from aboveboard.observe.document import Document, attribute, names, place, squeeze
from aboveboard.observe.quotation import quote, start_tag
from aboveboard.observe.seen import Seen

_SOCIAL: Final = names(
    "facebook.com twitter.com x.com instagram.com youtube.com linkedin.com pinterest.com tiktok.com plus.google.com "
    "xing.com flickr.com vimeo.com tumblr.com yelp.com tripadvisor.com foursquare.com whatsapp.com wa.me t.me "
    "snapchat.com threads.net bsky.app mastodon.social nextdoor.com vk.com myspace.com"
)
_SHARING: Final = re.compile(
    r"/(sharer?|share-?article|intent|dialog|pin/create|cws/share|shareArticle)\b", re.IGNORECASE
)
_TRACKERS: Final[dict[str, re.Pattern[str]]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "Google Analytics": r"google-analytics\.com|urchin\.js|\b_gaq\b|gtag\(|googletagmanager\.com/gtag",
        "Google Tag Manager": r"googletagmanager\.com/(?:gtm\.js|ns\.html)",
        "Google Ads": r"googleadservices\.com|googlesyndication\.com|doubleclick\.net|google_conversion_id",
        "Meta Pixel": r"connect\.facebook\.net/[^\"']*fbevents|\bfbq\(|facebook\.com/tr\?",
        "Hotjar": r"static\.hotjar\.com|\bhjid\b",
        "Microsoft Clarity": r"clarity\.ms/",
        "Microsoft Advertising": r"bat\.bing\.com",
        "LinkedIn Insight": r"snap\.licdn\.com|_linkedin_partner_id",
        "TikTok Pixel": r"analytics\.tiktok\.com",
        "Matomo": r"\b_paq\b|matomo\.(?:js|php)|piwik\.(?:js|php)",
        "Plausible": r"plausible\.io/js",
        "HubSpot": r"js\.hs-scripts\.com|js\.hs-analytics\.net",
        "Quantcast": r"quantserve\.com|_qevents",
        "StatCounter": r"statcounter\.com|sc_project",
        "comScore": r"scorecardresearch\.com",
        "Crazy Egg": r"crazyegg\.com|cetrk\.com",
        "ShareThis": r"w\.sharethis\.com",
        "AddThis": r"addthis\.com/js",
        "Yandex Metrica": r"mc\.yandex\.ru",
        "Adobe Analytics": r"omtrdc\.net|s_code\.js|\bs_account\b",
    }.items()
}
_ACTIVE: Final = (
    "script[src], iframe[src], img[src], embed[src], object[data], audio[src], video[src], source[src], input[src]"
)
_FLASH: Final = "object, embed, param"
_SWF: Final = re.compile(r"\.swf\b|application/x-shockwave-flash|clsid:d27cdb6e", re.IGNORECASE)
_SWF_SCRIPT: Final = re.compile(
    r"swfobject\.embedSWF\s*\(|new\s+SWFObject\s*\(|AC_FL_RunContent\s*\(\s*['\"]|\.swf['\"?]", re.IGNORECASE
)
_MAP: Final = re.compile(
    r"(?:maps\.google\.|google\.[a-z.]+/maps|goo\.gl/maps|maps\.app\.goo\.gl|maps\.googleapis\.com|openstreetmap\.org"
    r"|bing\.com/maps|mapquest\.|here\.com/|maps\.apple\.com|mapbox|leaflet|maps\.yahoo\.)",
    re.IGNORECASE,
)
_COOKIE: Final = re.compile(
    r"cookie[-_]?(?:consent|notice|banner|bar|law|info|policy-banner|disclaimer|hinweis)|cookiebot|onetrust|usercentrics"
    r"|borlabs|cookieyes|cookielaw|iubenda_cs|didomi|quantcast[-_]choice|complianz|klaro|tarteaucitron|osano|cc-window",
    re.IGNORECASE,
)
_COOKIE_TEXT: Final = re.compile(
    r"(?:this|our|the) (?:web)?site uses cookies|we use cookies"
    r"|(?:verwenden|nutzen|verwendet|nutzt|benutzt) (?:\w+ )?cookies"
    r"|utilise\w* (?:des |les )?cookies|(?:maakt )?gebruik\w* (?:van )?cookies"
    r"|utiliza(?:mos)? cookies|utilizza(?:mo)? (?:i )?cookie",
    re.IGNORECASE,
)


_OFFERS: Final[dict[str, tuple[re.Pattern[str], re.Pattern[str]]]] = {
    fact: (re.compile(address, re.IGNORECASE), re.compile(label, re.IGNORECASE))
    for fact, address, label in (
        (
            "page.booking",
            r"opentable\.|resy\.com|quandoo\.|bookatable|booksy\.com|fresha\.com|treatwell\.|calendly\.com|booking\.com"
            r"|simplybook|setmore\.com|acuityscheduling|doctolib\.|jameda\.de|bookings?[-/]online|thefork\.|lafourchette"
            r"|planity\.com|timify\.com|shore\.com|mindbodyonline|vagaro\.com|schedulicity|phorest\.com|reservio|resmio"
            r"|sevenrooms|tock\.com|exploretock|zocdoc\.com|salonized|clubspeed",
            r"\b(?:book (?:now|online|a table|an appointment|your|a room)|reserve (?:now|online|a table|a room|your)"
            r"|make a reservation|online (?:booking|reservations?|appointments?)|request an appointment"
            r"|schedule (?:an appointment|online|now)|(?:jetzt|online|tisch|zimmer|termin) ?(?:buchen|reservieren)"
            r"|termin (?:vereinbaren|online)|online[- ]termin\w*|online buchung|réserver"
            r"|réservation en ligne|prendre rendez-vous"
            r"|reserveer\w*|online reserveren|boek(?:en)? (?:nu|online)|afspraak maken|maak een afspraak"
            r"|reservar|prenota)\b",
        ),
        (
            "page.ordering",
            r"just-?eat\.|deliveroo\.|ubereats\.|doordash\.|grubhub\.|lieferando\.|takeaway\.com|thuisbezorgd\.|foodora"
            r"|wolt\.com|slicelife|chownow|toasttab|seamless\.com|menulog|/(?:cart|basket|warenkorb|checkout|panier|winkelwagen)\b",
            r"\b(?:order (?:now|online|here|food)|online order(?:ing|s)?|add to (?:cart|basket|bag)|shop (?:now|online)"
            r"|online[- ]?shop|buy (?:now|online)|view (?:cart|basket)|shopping (?:cart|basket|bag)"
            r"|online bestell\w*|jetzt bestellen"
            r"|in den warenkorb|warenkorb|commander(?: en ligne)?|ajouter au panier"
            r"|boutique en ligne|nu bestellen|bestel (?:nu|online)"
            r"|winkelwagen|webshop|pedir online|comprar|ordina online|acquista)\b",
        ),
        (
            "page.menu",
            r"/(?:menus?|speise-?karte|menu-?karte|la-carte|carta)(?:[-_/.?#]|$)|menu[^/]*\.pdf|speisekarte",
            r"^(?:our |the |view |see |full |food |drinks? |lunch |dinner |sample |wine )*"
            r"(?:menus?|menu card|speise(?:n)?karte"
            r"|mittagskarte|wochenkarte|getränkekarte|weinkarte|la carte|nos menus|menukaart|la carta|il menu|carte)$",
        ),
    )
}


def read_signals(page: Document) -> Iterator[Seen]:
    """Social profiles, trackers, and whether the page books, takes orders, shows a menu, a map or a cookie notice."""
    yield from _social(page)
    yield from _trackers(page)
    yield _https(page)
    yield _mixed(page)
    yield _flash(page)
    links = page.all("a[href]")
    for fact, (address, label) in _OFFERS.items():
        yield _offer(fact, links, page, address, label)
    yield _map(page)
    yield _cookies(page)


def _yes(fact: str, node: LexborNode) -> Seen:
    return Seen(fact, True, excerpt=start_tag(node), where=place(node))


def _no(fact: str) -> Seen:
    return Seen(fact, False, where="html")


def host_of(url: str) -> str:
    """The host of an address in lower case without "www.", "" where there is none."""
    try:
        return (urlsplit(url).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""


def _social(page: Document) -> Iterator[Seen]:
    """Each network that the page links to; the host alone, as the path of a profile may name a person."""
    own, given = host_of(page.url), set[str]()
    for link in page.all("a[href], area[href]"):
        href = attribute(link, "href").strip()
        if not href.lower().startswith(("http", "//")) or _SHARING.search(href):
            continue
        host = host_of(f"https:{href}" if href.startswith("//") else href)
        network = next((name for name in _SOCIAL if host == name or host.endswith("." + name)), None)
        if network and network not in given and host != own:
            given.add(network)
            yield Seen("page.social_link", network, excerpt=network, where=place(link))


def _trackers(page: Document) -> Iterator[Seen]:
    given = set[str]()
    for node in page.all("script, iframe[src], img[src]"):
        text = attribute(node, "src") or (node.text() if node.tag == "script" else "")
        for name, pattern in _TRACKERS.items():
            if name not in given and (found := pattern.search(text)):
                given.add(name)
                yield Seen("page.tracker", name, excerpt=found[0], where=place(node))


def _https(page: Document) -> Seen:
    scheme = urlsplit(page.url).scheme.lower()
    return Seen("page.https", scheme == "https", excerpt=f"{scheme}://" if scheme else "", where="url")


def _mixed(page: Document) -> Seen:
    """Whether a page got over https asks for parts over http (W3C Mixed Content)."""
    if urlsplit(page.url).scheme.lower() == "https":
        for node in page.all(_ACTIVE):
            source = attribute(node, "src") or attribute(node, "data")
            if source.strip().lower().startswith("http://"):
                return _yes("page.mixed_content", node)
        for node in page.all("link[href]"):
            loads = {"stylesheet", "icon", "preload"} & set(attribute(node, "rel").lower().split())
            if loads and attribute(node, "href").strip().lower().startswith("http://"):
                return _yes("page.mixed_content", node)
    return _no("page.mixed_content")


def _flash(page: Document) -> Seen:
    """Whether the page shows a Flash film, as an element or put in by one of the scripts of its time."""
    for node in page.all(_FLASH):
        if _SWF.search(" ".join(value or "" for value in node.attributes.values())):
            return _yes("page.flash", node)
    for node in page.all("script:not([src])"):
        found = _SWF_SCRIPT.search(node.text())
        if found:
            return Seen("page.flash", True, excerpt=squeeze(found[0]), where=place(node))
    return _no("page.flash")


def _offer(
    fact: str, links: list[LexborNode], page: Document, address: re.Pattern[str], label: re.Pattern[str]
) -> Seen:
    for link in links:
        href, text = attribute(link, "href"), squeeze(link.text())
        if address.search(href) or (len(text) <= 60 and label.search(text)):
            return _yes(fact, link)
    for node in page.all("iframe[src], form[action]"):
        if address.search(attribute(node, "src") or attribute(node, "action")):
            return _yes(fact, node)
    return _no(fact)


def _map(page: Document) -> Seen:
    for node in page.all("iframe[src], a[href], script[src], img[src], embed[src]"):
        if _MAP.search(attribute(node, "src") or attribute(node, "href")):
            return _yes("page.map", node)
    return _no("page.map")


def _cookies(page: Document) -> Seen:
    for node in page.all("[id*=ookie], [class*=ookie], [class*=cc-], [id*=sercentrics], [id*=onetrust], script[src]"):
        marks = " ".join(attribute(node, name) for name in ("id", "class", "src"))
        if _COOKIE.search(marks):
            return _yes("page.cookie_notice", node)
    visible = page.visible.text
    found = _COOKIE_TEXT.search(visible)
    if found:
        excerpt = quote(visible, found.start(), found.end())
        return Seen("page.cookie_notice", True, excerpt=excerpt, where=page.place_at(found.start()))
    return _no("page.cookie_notice")
