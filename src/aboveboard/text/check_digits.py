"""Check digits of company and tax numbers: whether a printed number can be such a number at all."""

from collections.abc import Callable, Sequence
from typing import Final

_CIF_LETTERS: Final = "JABCDEFGHI"
_DNI_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_IRISH_LETTERS: Final = "WABCDEFGHIJKLMNOPQRSTUV"
_FRENCH_KEYS: Final = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODICE_ODD: Final = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)


def _weighed(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def is_luhn(number: str) -> bool:
    """True if the digits end in their Luhn digit (ISO/IEC 7812-1 annex B); all noughts do not count."""
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0 and any(doubled)


def is_siren_or_siret(number: str) -> bool:
    """True for a French SIREN (9 digits) or SIRET (14) by Luhn (INSEE); both must hold in a SIRET."""
    return len(number) in (9, 14) and is_luhn(number[:9]) and is_luhn(number)


def is_abn(number: str) -> bool:
    """True for an Australian Business Number: modulus 89 (Australian Business Register, format of the ABN)."""
    lessened = f"{int(number[0]) - 1}{number[1:]}"
    return number[0] != "0" and _weighed(lessened, (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)) % 89 == 0


def is_acn(number: str) -> bool:
    """True for an Australian Company Number: modified modulus 10 (ASIC, ACN check digit)."""
    return (10 - _weighed(number[:8], range(8, 0, -1)) % 10) % 10 == int(number[8])


def is_nzbn(number: str) -> bool:
    """True for a New Zealand Business Number: a GS1 GLN of 13 digits with prefix 9429, modulus 10."""
    return number.startswith("94") and (10 - _weighed(number[:12], (1, 3) * 6) % 10) % 10 == int(number[12])


def is_belgian(number: str) -> bool:
    """True for a Belgian enterprise number of ten digits: 97 less the first eight modulo 97 (KBO/BCE)."""
    return number[0] in "01" and 97 - int(number[:8]) % 97 == int(number[8:])


def is_swiss(number: str) -> bool:
    """True for the nine digits of a Swiss UID: modulus 11 (Federal Statistical Office, UID)."""
    check = 11 - _weighed(number[:8], (5, 4, 3, 2, 7, 6, 5, 4)) % 11
    return check != 10 and check % 11 == int(number[8])


def is_cif(number: str) -> bool:
    """True for the Spanish tax number of an entity: letter, seven digits, control (Orden EHA/451/2008)."""
    digits = number[1:8]
    doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in digits[::2])
    check = (10 - (doubled + sum(map(int, digits[1::2]))) % 10) % 10
    return number[8] in (str(check), _CIF_LETTERS[check])


def is_dni(number: str) -> bool:
    """True for the Spanish tax number of a natural person, DNI or NIE: its letter is the number modulo 23."""
    digits = number[:-1].translate(str.maketrans("XYZ", "012"))
    return _DNI_LETTERS[int(digits) % 23] == number[-1]


def is_codice_fiscale(code: str) -> bool:
    """True for the Italian tax code of a natural person, 16 characters (decree of 23 December 1976)."""
    values = [int(letter, 36) - (10 if letter.isalpha() else 0) for letter in code[:15]]
    total = sum(_CODICE_ODD[value] for value in values[::2]) + sum(values[1::2])
    return chr(ord("A") + total % 26) == code[15]


def _is_british(digits: str) -> bool:
    total = _weighed(digits[:7], range(8, 1, -1)) + int(digits[7:])
    return total % 97 == 0 or (total + 55) % 97 == 0


def _is_german(digits: str) -> bool:
    product = 10  # ISO 7064, MOD 11,10
    for digit in digits[:8]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[8])


def _is_austrian(number: str) -> bool:
    digits = number.lstrip("U")
    total = sum(sum(divmod(int(digit) * (1 + index % 2), 10)) for index, digit in enumerate(digits[:7]))
    return (10 - (total + 4) % 10) % 10 == int(digits[7])


def is_dutch_of_a_person(number: str) -> bool:
    """True for a Dutch VAT number as sole traders have them since 2020: right by modulus 97, wrong by the "
    "eleven test."""
    return _is_dutch_97(number) and not _is_dutch_11(number)


def _is_dutch_11(number: str) -> bool:
    return _weighed(number[:8], range(9, 1, -1)) % 11 == int(number[8]) and int(number[:9]) > 0


def _is_dutch_97(number: str) -> bool:
    whole = f"2321{number[:9]}11{number[-2:]}"  # N, L and B as 23, 21 and 11 (ISO 7064)
    return int(whole) % 97 == 1


def _is_french(number: str) -> bool:
    key, siren = number[:2], number[2:]
    if not is_luhn(siren):
        return False
    if key.isdigit():
        return int(siren + "12") % 97 == int(key)
    if not all(letter in _FRENCH_KEYS for letter in key):
        return False
    first, second = map(_FRENCH_KEYS.index, key)
    check = first * 24 + second - 10 if key[0].isdigit() else first * 34 + second - 100
    return (int(siren) + 1 + check // 11) % 11 == check % 11


def _is_irish(number: str) -> bool:
    if not number[1].isdigit():
        number = f"0{number[2:7]}{number[0]}{number[7:]}"
    second = ord(number[8]) - 64 if len(number) > 8 and number[8] != "W" else 0
    return _IRISH_LETTERS[(_weighed(number[:7], range(8, 1, -1)) + 9 * second) % 23] == number[7]


_VAT: Final[dict[str, Callable[[str], bool]]] = {
    "GB": _is_british,
    "XI": _is_british,
    "DE": _is_german,
    "AT": _is_austrian,
    "NL": lambda number: _is_dutch_11(number) or _is_dutch_97(number),
    "BE": is_belgian,
    "FR": _is_french,
    "IT": is_luhn,
    "ES": is_cif,
    "IE": _is_irish,
    "CHE": is_swiss,
}


def is_vat(country: str, number: str) -> bool:
    """True if `number`, without blanks and without the country's letters, has the right check digits for its VAT.

    The rules are those of the VIES FAQ of the European Commission and of HMRC; a Spanish person's number is no VAT
    number here, because it is that person's identity number.
    """
    return _VAT[country](number)
