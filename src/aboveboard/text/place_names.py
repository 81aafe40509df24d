"""Names of regions and countries, as they stand in addresses: folded, without their dots."""

from __future__ import annotations

from typing import Final


def _names(text: str) -> frozenset[str]:
    return frozenset(name.casefold() for name in text.split("|"))


# By country the codes of its states or provinces, and their names with the short forms that are met in print.
_CODES: Final[dict[str, str]] = {
    "US": "AK AL AR AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ "
    "NM NV NY OH OK OR PA PR RI SC SD TN TX UT VA VI VT WA WI WV WY",
    "CA": "AB BC MB NB NL NS NT NU ON PE QC SK YT",
    "AU": "ACT NSW NT QLD SA TAS VIC WA",
}
STATE_CODES: Final = {country: frozenset(codes.split(" ")) for country, codes in _CODES.items()}
STATE_NAMES: Final[dict[str, frozenset[str]]] = {
    "US": _names(
        "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|"
        "Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|"
        "Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|"
        "North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Puerto Rico|Rhode Island|"
        "South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|"
        "Wisconsin|Wyoming|Guam|Calif|Mass|Conn|Penn|Fla|Ariz|Colo|Tenn|Wash|Minn|Mich|Ill|Wis"
    ),
    "CA": _names(
        "Alberta|British Columbia|Manitoba|New Brunswick|Newfoundland|Newfoundland and Labrador|Nova Scotia|"
        "Ontario|Northwest Territories|Nunavut|Prince Edward Island|Quebec|Québec|Saskatchewan|Yukon"
    ),
    "AU": _names(
        "Australian Capital Territory|New South Wales|Northern Territory|Queensland|South Australia|Tasmania|"
        "Victoria|Western Australia"
    ),
}
# The counties of the United Kingdom, old and new, with their postal short forms; and the counties of Ireland.
COUNTIES: Final = _names(
    "Avon|Bedfordshire|Beds|Berkshire|Berks|Buckinghamshire|Bucks|Cambridgeshire|Cambs|Cheshire|Cleveland|"
    "Cornwall|Cumbria|Derbyshire|Devon|Dorset|Durham|County Durham|Co Durham|East Sussex|East Yorkshire|"
    "East Riding of Yorkshire|Essex|Gloucestershire|Glos|Greater London|Greater Manchester|Hampshire|Hants|"
    "Herefordshire|Hertfordshire|Herts|Humberside|Isle of Wight|Isle of Man|Kent|Lancashire|Lancs|Leicestershire|"
    "Leics|Lincolnshire|Lincs|Merseyside|Middlesex|Middx|Norfolk|Northamptonshire|Northants|Northumberland|"
    "North Yorkshire|Nottinghamshire|Notts|Oxfordshire|Oxon|Rutland|Shropshire|Somerset|North Somerset|"
    "South Yorkshire|Staffordshire|Staffs|Suffolk|Surrey|Sussex|Tyne and Wear|Tyne & Wear|Warwickshire|Warks|"
    "West Midlands|West Sussex|West Yorkshire|Wiltshire|Wilts|Worcestershire|Worcs|Yorkshire|N Yorks|W Yorks|"
    "S Yorks|Aberdeenshire|Angus|Argyll|Ayrshire|Banffshire|Berwickshire|Caithness|Clackmannanshire|"
    "Dumfriesshire|Dumfries and Galloway|Dunbartonshire|East Lothian|Fife|Inverness-shire|Kincardineshire|"
    "Kinross-shire|Kirkcudbrightshire|Lanarkshire|Midlothian|Moray|Morayshire|Nairnshire|Peeblesshire|Perthshire|"
    "Renfrewshire|Ross-shire|Roxburghshire|Scottish Borders|Selkirkshire|Stirlingshire|Sutherland|West Lothian|"
    "Wigtownshire|Anglesey|Isle of Anglesey|Blaenau Gwent|Carmarthenshire|Ceredigion|Clwyd|Conwy|Denbighshire|"
    "Dyfed|Flintshire|Glamorgan|Mid Glamorgan|South Glamorgan|West Glamorgan|Vale of Glamorgan|Gwent|Gwynedd|"
    "Monmouthshire|Pembrokeshire|Powys|Antrim|Armagh|Down|Fermanagh|Londonderry|Tyrone|Channel Islands"
)
IRISH_COUNTIES: Final = _names(
    "Antrim|Armagh|Carlow|Cavan|Clare|Cork|Derry|Donegal|Down|Dublin|Fermanagh|Galway|Kerry|Kildare|Kilkenny|"
    "Laois|Leitrim|Limerick|Londonderry|Longford|Louth|Mayo|Meath|Monaghan|Offaly|Roscommon|Sligo|Tipperary|"
    "Tyrone|Waterford|Westmeath|Wexford|Wicklow"
)
_COUNTRIES: Final[dict[str, str]] = {
    "US": "USA|US|U.S.A|U.S|United States|United States of America|EE.UU",
    "GB": "UK|U.K|United Kingdom|Great Britain|England|Scotland|Wales|Northern Ireland",
    "IE": "Ireland|Republic of Ireland|Éire",
    "CA": "Canada",
    "AU": "Australia",
    "NZ": "New Zealand|Aotearoa",
    "DE": "Germany|Deutschland|Allemagne|Duitsland",
    "AT": "Austria|Österreich",
    "CH": "Switzerland|Schweiz|Suisse|Svizzera",
    "FR": "France|Frankreich|Frankrijk",
    "BE": "Belgium|België|Belgique|Belgien",
    "LU": "Luxembourg|Luxemburg",
    "NL": "Netherlands|The Netherlands|Nederland|Niederlande|Holland",
    "ES": "Spain|España|Spanien",
    "IT": "Italy|Italia|Italien|Italie",
    "PT": "Portugal",
    "DK": "Denmark|Danmark",
    "SE": "Sweden|Sverige",
    "NO": "Norway|Norge",
    "FI": "Finland|Suomi",
    "PL": "Poland|Polska",
    "CZ": "Czech Republic|Czechia",
    "GR": "Greece",
    "TR": "Turkey",
    "MT": "Malta",
    "IN": "India",
    "SG": "Singapore",
    "HK": "Hong Kong",
    "CN": "China|P.R. China|PR China|P.R.C",
    "TW": "Taiwan|Taiwan, R.O.C",
    "JP": "Japan",
    "KR": "Korea|South Korea|Republic of Korea",
    "MY": "Malaysia",
    "TH": "Thailand",
    "PH": "Philippines",
    "ZA": "South Africa",
    "AE": "United Arab Emirates|UAE|U.A.E",
    "IL": "Israel",
    "MX": "Mexico|México",
    "BR": "Brazil|Brasil",
    "AR": "Argentina",
    "CL": "Chile",
    "CO": "Colombia",
}
# The code (ISO 3166-1) of each name that a country has in an address.
COUNTRY_CODES: Final = {name.casefold(): code for code, names in _COUNTRIES.items() for name in names.split("|")}
