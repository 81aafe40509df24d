"""Time zones of countries and of their regions (ISO 3166), for who is called or written to at which hour."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final
from zoneinfo import ZoneInfo

# Nobody does business at these (CLDR lists them under countries where people do).
_UNINHABITED: Final = frozenset({"Antarctica/Macquarie"})

# The zones of regions, for countries that have several: names as in the IANA database (tz 2025b, zone1970.tab and its
# comments), without "America/" and "Australia/" where the country has that prefix. A region that is crossed by a border
# of zones has both. A region that is not here has all zones of its country.
_REGIONS: Final[dict[str, tuple[str, str]]] = {
    "US": (
        "America/",
        """
        AL: Chicago New_York; AK: Anchorage Juneau Sitka Metlakatla Yakutat Nome Adak; AZ: Phoenix Denver; AR: Chicago
        CA: Los_Angeles; CO: Denver; CT: New_York; DE: New_York; DC: New_York; FL: New_York Chicago; GA: New_York
        HI: Pacific/Honolulu; ID: Boise Los_Angeles; IL: Chicago
        IN: Indiana/Indianapolis Indiana/Marengo Indiana/Vevay Indiana/Knox Indiana/Vincennes Indiana/Tell_City
        IN: Indiana/Winamac Indiana/Petersburg Chicago; IA: Chicago; KS: Chicago Denver
        KY: New_York Kentucky/Louisville Kentucky/Monticello Chicago; LA: Chicago; ME: New_York; MD: New_York
        MA: New_York; MI: Detroit Menominee; MN: Chicago; MS: Chicago; MO: Chicago; MT: Denver; NE: Chicago Denver
        NV: Los_Angeles Denver; NH: New_York; NJ: New_York; NM: Denver; NY: New_York; NC: New_York
        ND: Chicago Denver North_Dakota/Center North_Dakota/New_Salem North_Dakota/Beulah; OH: New_York; OK: Chicago
        OR: Los_Angeles Boise; PA: New_York; RI: New_York; SC: New_York; SD: Chicago Denver; TN: New_York Chicago
        TX: Chicago Denver; UT: Denver; VT: New_York; VA: New_York; WA: Los_Angeles; WV: New_York; WI: Chicago
        WY: Denver; PR: Puerto_Rico; VI: Puerto_Rico; GU: Pacific/Guam; MP: Pacific/Guam; AS: Pacific/Pago_Pago
        """,
    ),
    "CA": (
        "America/",
        """
        AB: Edmonton; BC: Vancouver Edmonton Creston Dawson_Creek Fort_Nelson; MB: Winnipeg Regina; NB: Moncton
        NL: St_Johns Goose_Bay; NS: Halifax Glace_Bay; NT: Edmonton Inuvik
        NU: Iqaluit Rankin_Inlet Resolute Cambridge_Bay Atikokan; ON: Toronto Winnipeg Atikokan; PE: Halifax
        QC: Toronto Blanc-Sablon Halifax; SK: Regina Swift_Current Edmonton; YT: Whitehorse Dawson
        """,
    ),
    "AU": (
        "Australia/",
        """
        ACT: Sydney; NSW: Sydney Broken_Hill Lord_Howe; NT: Darwin; QLD: Brisbane Lindeman; SA: Adelaide; TAS: Hobart
        VIC: Melbourne; WA: Perth Eucla
        """,
    ),
    "BR": (
        "America/",
        """
        AC: Rio_Branco; AL: Maceio; AM: Manaus Eirunepe; AP: Belem; BA: Bahia; CE: Fortaleza; DF: Sao_Paulo
        ES: Sao_Paulo; GO: Sao_Paulo; MA: Fortaleza; MG: Sao_Paulo; MS: Campo_Grande; MT: Cuiaba; PA: Belem Santarem
        PB: Fortaleza; PE: Recife Noronha; PI: Fortaleza; PR: Sao_Paulo; RJ: Sao_Paulo; RN: Fortaleza; RO: Porto_Velho
        RR: Boa_Vista; RS: Sao_Paulo; SC: Sao_Paulo; SE: Maceio; SP: Sao_Paulo; TO: Araguaina
        """,
    ),
    "MX": (
        "America/",
        """
        AGU: Mexico_City; BCN: Tijuana; BCS: Mazatlan; CAM: Merida; CHH: Chihuahua Ciudad_Juarez Ojinaga
        CHP: Mexico_City; CMX: Mexico_City; COA: Monterrey Matamoros; COL: Mexico_City; DUR: Monterrey; GRO: Mexico_City
        GUA: Mexico_City; HID: Mexico_City; JAL: Mexico_City; MEX: Mexico_City; MIC: Mexico_City; MOR: Mexico_City
        NAY: Mazatlan Bahia_Banderas; NLE: Monterrey Matamoros; OAX: Mexico_City; PUE: Mexico_City; QUE: Mexico_City
        ROO: Cancun; SIN: Mazatlan; SLP: Mexico_City; SON: Hermosillo; TAB: Mexico_City; TAM: Monterrey Matamoros
        TLA: Mexico_City; VER: Mexico_City; YUC: Merida; ZAC: Mexico_City
        """,
    ),
    "ID": (
        "Asia/",
        """
        AC: Jakarta; SU: Jakarta; SB: Jakarta; RI: Jakarta; JA: Jakarta; SS: Jakarta; BE: Jakarta; LA: Jakarta
        BB: Jakarta; KR: Jakarta; BT: Jakarta; JK: Jakarta; JB: Jakarta; JT: Jakarta; YO: Jakarta; JI: Jakarta
        KB: Pontianak; KT: Pontianak; KS: Makassar; KI: Makassar; KU: Makassar; BA: Makassar; NB: Makassar; NT: Makassar
        SA: Makassar; ST: Makassar; SG: Makassar; SN: Makassar; SR: Makassar; GO: Makassar
        MA: Jayapura; MU: Jayapura; PA: Jayapura; PB: Jayapura; PS: Jayapura; PT: Jayapura; PE: Jayapura; PD: Jayapura
        """,
    ),
    "ES": (
        "Europe/",
        """
        AN: Madrid; AR: Madrid; AS: Madrid; CB: Madrid; CL: Madrid; CM: Madrid; CT: Madrid; EX: Madrid; GA: Madrid
        IB: Madrid; MC: Madrid; MD: Madrid; NC: Madrid; PV: Madrid; RI: Madrid; VC: Madrid; CE: Africa/Ceuta
        ML: Africa/Ceuta; CN: Atlantic/Canary; GC: Atlantic/Canary; TF: Atlantic/Canary
        """,
    ),
    "PT": (
        "Europe/",
        """
        01: Lisbon; 02: Lisbon; 03: Lisbon; 04: Lisbon; 05: Lisbon; 06: Lisbon; 07: Lisbon; 08: Lisbon; 09: Lisbon
        10: Lisbon; 11: Lisbon; 12: Lisbon; 13: Lisbon; 14: Lisbon; 15: Lisbon; 16: Lisbon; 17: Lisbon; 18: Lisbon
        20: Atlantic/Azores; 30: Atlantic/Madeira
        """,
    ),
    "NZ": (
        "Pacific/",
        """
        AUK: Auckland; BOP: Auckland; CAN: Auckland; GIS: Auckland; HKB: Auckland; MBH: Auckland; MWT: Auckland
        NSN: Auckland; NTL: Auckland; OTA: Auckland; STL: Auckland; TAS: Auckland; TKI: Auckland; WGN: Auckland
        WKO: Auckland; WTC: Auckland; CIT: Chatham
        """,
    ),
    "RU": (
        "Europe/",
        """
        MOW: Moscow; MOS: Moscow; SPE: Moscow; LEN: Moscow; KGD: Kaliningrad; NIZ: Moscow; TA: Moscow
        BA: Asia/Yekaterinburg; SVE: Asia/Yekaterinburg; CHE: Asia/Yekaterinburg; PER: Asia/Yekaterinburg
        SAM: Samara; SAR: Saratov
        ROS: Moscow; KDA: Moscow; VOR: Moscow; VGG: Volgograd; AST: Astrakhan; ULY: Ulyanovsk; KIR: Kirov
        OMS: Asia/Omsk; NVS: Asia/Novosibirsk; TOM: Asia/Tomsk; ALT: Asia/Barnaul; KEM: Asia/Novokuznetsk
        KYA: Asia/Krasnoyarsk; IRK: Asia/Irkutsk; PRI: Asia/Vladivostok; KHA: Asia/Vladivostok
        """,
    ),
}


@lru_cache(maxsize=4_096)
def zones_of(country: str | None, region: str | None) -> tuple[ZoneInfo, ...]:
    """The zones of all inhabited places of the region, or of the country where the region tells nothing; () if unknown.

    `region` is a code of ISO 3166-2 ("US-CA"); a code of another country tells nothing. Zones of countries are those of
    CLDR (`territory_zones`), which follow the IANA database.
    """
    from babel.core import get_global

    names = _zones_of_regions().get(f"{country}-{subdivision(country, region)}")
    if names is None:
        names = tuple(get_global("territory_zones").get(country or "", ()))
    kept = sorted(name for name in names if name not in _UNINHABITED and not name.startswith("Etc/"))
    return tuple(ZoneInfo(name) for name in kept)


def subdivision(country: str | None, region: str | None) -> str | None:
    """The part of the region's code behind its country's; None where it is the code of another country, or none."""
    of, _, code = (region or "").upper().partition("-")
    return code if code and of == country else None


@cache
def _zones_of_regions() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for region, zones in _listed():
        found[region] = found.get(region, ()) + zones
    return found


def _listed() -> Iterator[tuple[str, tuple[str, ...]]]:
    for country, (prefix, text) in _REGIONS.items():
        for entry in text.replace("\n", ";").split(";"):
            code, _, names = entry.strip().partition(": ")
            if code:
                yield f"{country}-{code}", tuple(_full(name, prefix) for name in names.split())


def _full(name: str, prefix: str) -> str:
    within = name.startswith(("Indiana/", "Kentucky/", "North_Dakota/"))
    return prefix + name if within or "/" not in name else name
