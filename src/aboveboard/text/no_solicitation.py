"""Finds the notices by which a business says that it wants no advertising."""

import re
from typing import Final

from aboveboard.text.span import Span

_GAP: Final = r"[^.!?\n]{0,80}?"
_NOTICES: Final = (
    # English
    r"no\s+(?:unsolicited|cold|marketing|sales|spam|junk|advertising|promotional|commercial|telemarketing|seo)\b"
    r"(?:[\s,/&]+(?:or|and|unsolicited|cold|marketing|sales|spam|junk|advertising|promotional|commercial))*\s*"
    r"(?:e-?mails?|mails?|calls?|calling|callers?|messages?|enquiries|inquiries|contacts?|pitches|"
    r"solicitations?|offers?"
    r"|approaches|material|people|reps)\b",
    r"\bno\s+(?:solicitors|soliciting|solicitations?|cold[- ]?call(?:s|ers|ing)|spam|junk\s*mail|"
    r"canvassers|hawkers|advertising"
    r"|telemarketers|sales\s?(?:people|persons|men|reps))\b(?:\s*,?\s*please|\b)",
    r"\bunsolicited\s+(?:(?:commercial|marketing|sales|advertising|e-?mail|seo|bulk)\s+){0,3}"
    r"(?:e-?mails?|mails?|calls?|messages?|enquiries|inquiries|advertis\w+|offers?|approaches|contacts?|solicitations?"
    rf"|communications?|material)\b{_GAP}\b(?:not\s+(?:be\s+)?(?:welcome|wanted|accepted|permitted|allowed|"
    rf"answered|read|responded)"
    r"|unwelcome|ignored|deleted|prohibited|forbidden|blocked|reported|strictly)",
    rf"\b(?:do|does)\s+not\s+(?:accept|want|wish|welcome|send|take|use|call|e-?mail|contact|respond|reply){_GAP}"
    r"\b(?:unsolicited|cold[- ]call\w*|spam|sales\s+calls|marketing\s+(?:calls|e-?mails?)|advertising|solicitations?"
    r"|for\s+(?:marketing|advertising|sales)\s+purposes)\b",
    rf"\b(?:please\s+)?(?:don['’]t|do\s+not)\s+(?:send|e-?mail|call|contact|use){_GAP}"
    r"\b(?:spam|unsolicited|sales\s+pitch\w*|marketing|advertis\w+|sell\s+us|offers)\b",
    rf"\b(?:may|must|should|shall)\s+not\s+be\s+used\s+(?:for|to\s+send){_GAP}\b(?:unsolicited|advertis\w+|"
    rf"marketing|spam|commercial)\b",
    r"\bnot\s+(?:for|to\s+be\s+used\s+for)\s+(?:unsolicited|marketing|sales|advertising|commercial\s+solicitation)\b"
    r"(?:\s+(?:e-?mails?|calls?|purposes|messages?|enquiries))?",
    rf"\bwe\s+object\s+to{_GAP}\b(?:advertis\w+|unsolicited|marketing|solicitation)\b",
    # German
    r"\bkeine\s+(?:unaufgeforderte\w*\s+|unverlangte\w*\s+|unerwünschte\w*\s+)?(?:werbung|werbe\w+|"
    r"newsletter|spam|vertreter|akquise\w*|kaltakquise|"
    r"vertriebsanrufe|verkaufsanrufe|(?:e-?mail-?)?werbemails?)\b",
    rf"\b(?:nutzung|verwendung|verwertung|gebrauch|übersendung|zusendung|übermittlung){_GAP}\b(?:werbung|"
    rf"werbe\w*|werbezwecken|informationsmaterial\w*)\b{_GAP}"
    r"\b(?:widersprochen|untersagt|unerwünscht|verboten|nicht\s+gestattet|abgelehnt)",
    r"\b(?:werbe-?anrufe|werbe-?e?-?mails?|werbung|unverlangte\s+werbung|akquise)\s+(?:ist|sind|wird|"
    r"werden)?\s*(?:per\s+e-?mail\s+)?"
    r"(?:unerwünscht|nicht\s+erwünscht|nicht\s+gestattet|untersagt|verboten|zwecklos)",
    rf"\b(?:widersprechen|widerspreche|untersagen|verbitten){_GAP}\b(?:werbung|werbe\w+|werbezwecke\w*)\b",
    r"\bbitte\s+keine\s+(?:werbung|werbeanrufe|werbemails?|spam|vertreterbesuche)\b",
    # French
    r"\b(?:pas|aucune?|ni|stop)\s+(?:de\s+|à\s+la\s+|d['’])?(?:publicités?|pub|démarchages?|prospections?|"
    r"spams?|sollicitations?\s+commerciales?)\b",
    rf"\bdémarchage\b{_GAP}\b(?:interdit|refusé|non\s+souhaité|exclu|proscrit)",
    rf"\b(?:s['’]oppose\w*|refus\w+|n['’]accept\w+|interdi\w+){_GAP}\b(?:prospection|démarchage|publicité|"
    rf"sollicitations?\s+commerciales?)\b",
    rf"\b(?:e-?mails?|courriels?|courriers?|messages?|appels?)\s+(?:publicitaires?|commerciaux|"
    rf"promotionnels){_GAP}\b(?:interdits?|refusés?|non\s+(?:souhaités|désirés|sollicités)|pas\s+souhaités)",
    # Dutch
    r"\bgeen\s+(?:ongevraagde\s+|commerciële\s+)?(?:reclame|advertenties|acquisitie\w*|koude\s+acquisitie|"
    r"colportage|verkopers|spam|telemarketing|reclamefolders|reclamedrukwerk|"
    r"verkooptelefoontjes|commerciële\s+(?:mails?|telefoontjes|berichten))\b",
    rf"\b(?:acquisitie|colportage|ongevraagde\s+(?:reclame|e-?mails?|aanbiedingen|acquisitie))\b{_GAP}"
    r"\b(?:niet\s+(?:op\s+prijs|gewenst|toegestaan|gewaardeerd)|ongewenst|verboten)",
    r"\bniet\s+gebeld\b[^.!?\n]{0,40}\b(?:reclame|verkoop|acquisitie)\b",
    # Spanish
    r"\bno\s+(?:se\s+)?(?:acept\w+|admitimos|admite|admiten|queremos|deseamos|enviar|envíen|"
    r"enviéis|envíe)\b[^.!?\n]{0,60}?"
    r"\b(?:publicidad|spam|correo\s+basura|llamadas\s+comerciales|ofertas\s+comerciales|"
    r"comunicaciones\s+comerciales)\b",
    r"\b(?:no|sin)\s+(?:publicidad|spam|llamadas\s+comerciales)\b(?!\s+(?:engañosa|invasiva))",
    rf"\b(?:prohibid\w+|queda\s+prohibid\w+){_GAP}\b(?:publicidad|comunicaciones\s+comerciales|"
    rf"fines\s+(?:comerciales|publicitarios))\b",
    # Italian
    r"\b(?:no|niente|vietata?|nessuna)\s+(?:la\s+)?(?:pubblicità|spam|volantini|telefonate\s+commerciali|"
    r"chiamate\s+commerciali)\b",
    rf"\bnon\s+(?:si\s+)?(?:accett\w+|desider\w+|invia\w+|inviate|gradi\w+){_GAP}\b(?:pubblicità|spam|"
    rf"comunicazioni\s+commerciali|telefonate\s+commerciali|email\s+commerciali|pubblicitari\w*)\b",
    rf"\b(?:comunicazioni|e-?mail|telefonate|chiamate)\s+(?:commerciali|pubblicitarie|promozionali|"
    rf"non\s+richieste){_GAP}\b(?:non\s+(?:gradite|accettate|autorizzate|ammesse)|vietate)",
)
_ANY: Final = re.compile("|".join(f"(?:{notice})" for notice in _NOTICES), re.IGNORECASE)
# "We send no spam": a promise about their own mail, not a refusal of ours.
_OWN_PROMISE: Final = re.compile(
    r"(?:\b(?:we|you(?:['’]ll)?|you\s+will|i|our\s+newsletters?)\b[^.!?\n]{0,40}$"
    r"|\b(?:newsletter|sign\s*up|signup|subscri\w+|inbox|your\s+e-?mail|abonn\w+|anmeld\w+|unsubscribe|"
    r"ihre\s+e-?mail)\b[^\n]{0,120}$)",
    re.IGNORECASE,
)
_OWN_AFTER: Final = re.compile(
    r"^[^\n]{0,60}\b(?:from\s+us|unsubscribe|your\s+(?:e-?mail|data|details)|we\s+promise|abmelden|désabonner)\b", re.I
)
_REFUSES: Final = re.compile(
    r"\b(?:accept|want|wish|welcome|respond|reply|object|widersprechen|refus\w+)\b", re.IGNORECASE
)


def find(text: str) -> Span | None:
    """The first notice that forbids advertising, unsolicited mail or sales calls, in en, de, fr, nl, es or it; or None.

    A promise about the business's own newsletter ("we send no spam") is not a notice.
    """
    return next(
        (Span(m.group(), m.start(), m.end()) for m in _ANY.finditer(text) if not _is_own_promise(text, m)), None
    )


def _is_own_promise(text: str, match: re.Match[str]) -> bool:
    if _REFUSES.search(match.group()):
        return False
    before, after = text[max(0, match.start() - 160) : match.start()], text[match.end() : match.end() + 80]
    return bool(_OWN_PROMISE.search(before) or _OWN_AFTER.search(after))
