"""How businesses refuse advertising in English, German and Dutch."""

from typing import Final

from aboveboard.text.refusal import GAP, refusal

# English
_MAIL: Final = (
    r"(?:e-?mails?|mails?|mailings?|(?:phone\s+|telephone\s+)?calls?|calling|callers?|messages?|texts?|"
    r"enquir(?:y|ies)|inquir(?:y|ies)|contacts?|pitch(?:es)?|solicitations?|offers?|approaches|material|"
    r"communications?|faxes|visits?|advertis\w+|proposals|quotes|visitors)"
)
_WANTED: Final = (
    r"(?:(?:are|is|will\s+be|be)\s+)?(?:not\s+(?:be\s+)?(?:welcome|wanted|accepted|permitted|allowed|answered|"
    r"read|responded|replied|appreciated|tolerated|entertained)|unwelcome|unwanted|ignored|deleted|prohibited|"
    r"forbidden|blocked|reported|refused|rejected|strictly|never\s+welcome)"
)
_SALES: Final = (
    r"(?:unsolicited|cold|marketing|sales|spam|junk|advertising|promotional|commercial|telemarketing|seo|web\s?design)"
)
ENGLISH: Final = (
    refusal(
        "unsolicited|cold|marketing|sales|spam|junk|advertis|promotional|commercial|seo",
        rf"\b(?:no|not\s+accepting|refuse\s+all|reject\s+all)\s+{_SALES}\b(?:[\s,/&]+(?:or|and|"
        rf"{_SALES}))*[\s-]*{_MAIL}\b",
    ),
    refusal(
        "sales",
        r"\bno\s+(?:door[- ]to[- ]door\s+)?sales\s?(?:people|persons|men|man|reps|representatives)\b|"
        r"\bno\s+sales\s+(?:reps|agents|visits)\b",
        plain=True,
    ),
    refusal(
        "solicit",
        r"\bno\s+(?:door[- ]to[- ]door\s+)?(?:solicitors|soliciting|solicitations?)\b(?!\s+of\s+(?:employees|"
        r"staff|clients))"
        rf"|\bsoliciting\s+{_WANTED}|\bsolicitors\s+{_WANTED}",
        plain=True,
    ),
    refusal("cold", rf"\bno\s+cold[- ]?call(?:s|ers|ing)?\b|\bcold[- ]?call(?:s|ers|ing)\b{GAP}\b{_WANTED}"),
    refusal(
        "canvass|hawker|peddl|telemarket",
        r"\bno\s+(?:canvass(?:ers|ing)|hawkers|pedd?lers|telemarket(?:ers|ing))\b",
        plain=True,
    ),
    refusal(
        "spam|junk mail|advertis",
        r"\bno\s+(?:spam|junk\s+mail|advertis(?:ing|ers|ements))\b(?!\s+(?:policy|regulations?|laws?|act|zone|on|in|costs?|fees?|budget|filter))",
    ),
    refusal(
        "unsolicited",
        rf"\bunsolicited\s+(?:(?:commercial|marketing|sales|advertising|e-?mail|seo|bulk|business|phone|"
        rf"telephone)\s+){{0,3}}{_MAIL}\b{GAP}\b{_WANTED}",
    ),
    refusal(
        "marketing|sales|telemarket|advertis|spam",
        rf"\b(?:(?:tele)?marketing|sales|advertising|spam)\s+(?:and\s+\w+\s+)?{_MAIL}\s+{_WANTED}",
    ),
    refusal(
        "accept|want|wish|welcome|take|answer|respond|reply|entertain|purchase|buy from|deal with",
        rf"\b(?:do|does|will|can|is|are)\s?(?:not|n['’]t)\s+(?:accept|want|wish|welcome|take|respond|reply|"
        rf"entertain|deal\s+with|answer|purchase|buy\s+from){GAP}\b(?:unsolicited\s+(?:\w+\s+){{0,2}}{_MAIL}|"
        rf"cold[- ]call\w*|spam|sales\s+(?:calls|e-?mails?|visits?|enquiries|inquiries|pitches|approaches)|"
        rf"marketing\s+(?:calls|e-?mails?|approaches|messages)|advertising\s+(?:calls|e-?mails?|offers|"
        rf"material)|solicitations?)\b",
        plain=True,
    ),
    refusal(
        "send|mail|call|contact|use|approach|phone|ring",
        rf"\b(?:don['’]t|do\s+not|refrain\s+from|never)\s+(?:send|sending|e-?mail|e-?mailing|call|calling|"
        rf"contact|contacting|approach|approaching|phone|ring|use|using)\s+(?:us|me|our|this|these|the\s+above|"
        rf"any|here)\b{GAP}\b(?:spam|unsolicited|sales\s+(?:calls|e-?mails?|pitch(?:es)?|purposes|offers|"
        rf"enquiries|material)|marketing|advertis\w+|sell|selling|offers|seo|web\s?design|promot\w+|commercial)\b",
        plain=True,
    ),
    refusal(
        "not be used|not to be used|not for",
        rf"\b(?:(?:may|must|should|shall|is|are)\s+not\s+(?:to\s+)?be\s+used|not\s+to\s+be\s+used|not)\s+(?:for|"
        rf"to\s+send){GAP}\b(?:unsolicited|advertis\w+|marketing|spam|commercial\s+(?:purposes|solicitation|"
        rf"e-?mails?|messages)|sales\s+(?:e-?mails?|calls?|purposes|enquiries|pitches)|solicitation|cold[- ]call\w*)\b",
    ),
    refusal(
        "object to|prohibit|forbid|oppose",
        r"\b(?:we|hereby|expressly)\s+(?:\w+\s+){0,2}(?:object\s+to|prohibit|forbid|"
        r"oppose)\b[^.!?\n]{0,200}?\b(?:advertis\w+|unsolicited|marketing|solicitation|promotional)\b",
        plain=True,
    ),
    refusal(
        "send",
        r"\b(?:don['’]t|do\s+not|never)\s+send\s+(?:\w+\s+){0,2}?(?:unsolicited|spam|junk|advertis\w+|marketing|"
        r"sales)\b",
    ),
    refusal(
        "use of",
        rf"\buse\s+of\b{GAP}\b(?:e-?mail|address\w*|contact\s+(?:details|data|information)|"
        rf"numbers?)\b{GAP}\b(?:unsolicited|"
        rf"advertis\w+|marketing|sales|commercial|solicit\w+)\b{GAP}\b{_WANTED}",
        plain=True,
    ),
    refusal(
        "sell",
        rf"\bif\s+you\b[^.!?\n]{{0,40}}?\bsell\w*\b{GAP}\b(?:do\s+not|don['’]t)\s+(?:call|contact|e-?mail|"
        rf"bother|phone|ring)\b",
        plain=True,
    ),
    refusal("spammers", rf"\bspammers?\b{GAP}\b(?:reported|blocked|{_WANTED})", plain=True),
    refusal(
        "not interested in",
        r"\bnot\s+interested\s+in\s+(?:any\s+|receiving\s+|your\s+|buying\s+)*(?:unsolicited|cold|marketing|"
        r"sales|seo|advertis\w+|web\s?design|telemarketing|solicitations?)\b",
        plain=True,
    ),
)

# German
_WERBUNG: Final = (
    r"(?:werbung|werbe[\w-]*|reklame|spam[\w-]*|informationsmaterial\w*|akquise\w*|kaltakquise|direktwerbung)"
)
_UNERWUENSCHT: Final = (
    r"(?:widersprochen|untersagt|unerwünscht|(?:ausdrücklich\s+)?nicht\s+(?:erwünscht|gestattet|gewünscht|"
    r"erlaubt|zulässig)|verboten|abgelehnt|zwecklos|unzulässig|(?:widersprechen|untersagen)\s+wir)"
)
GERMAN: Final = (
    refusal(
        "werb|vertreter|akquise|verkaufsanruf|vertriebsanruf|spam|hausier|reklame",
        r"\bkeine?\s+(?:unaufgeforderte\w*\s+|unverlangte\w*\s+|unerwünschte\w*\s+|"
        r"telefonische\w*\s+)?(?:werbung|werbe-?\s?(?:anrufe|e-?mails?|mails?|post|sendungen|angebote|briefe|"
        r"faxe|prospekte)|reklame|spam|vertreter(?:besuche)?|(?:kalt|telefon)?akquise\w*|(?:vertriebs|"
        r"verkaufs)(?:anrufe|angebote)|hausierer)\b(?!\s+(?:im|in|auf|auf\s+dieser|von\s+uns|an\s+sie))",
    ),
    refusal(
        "nutzung|verwendung|verwertung|gebrauch|sendung|übermittlung|kontaktaufnahme",
        rf"\b(?:nutzung|verwendung|verwertung|gebrauch|(?:über|zu)sendung|übermittlung|"
        rf"kontaktaufnahme)\b[^.!?\n]{{0,200}}?\b(?:{_WERBUNG}|kommerziell\w*|"
        rf"gewerblich\w*)\b[^.!?\n]{{0,100}}?\b{_UNERWUENSCHT}",
        plain=True,
    ),
    refusal(
        "werb|akquise|vertreter|hausier|reklame|verkaufsanruf|unaufgefordert|unverlangt",
        rf"\b(?:werbe-?anrufe|werbe-?e?-?mails?|werbung|werbesendungen|reklame|(?:unverlangte|"
        rf"unaufgeforderte)\s+(?:werbung|angebote)|(?:kalt|telefon)?akquise|vertreter(?:besuche)?|"
        rf"verkaufsanrufe|(?:betteln\s+und\s+)?hausieren)\s*(?:ist|sind|wird|werden)?\s*(?:hier\s+|bei\s+uns\s+|"
        rf"per\s+(?:e-?mail|telefon)\s+|ausdrücklich\s+)*{_UNERWUENSCHT}",
        plain=True,
    ),
    refusal(
        "widersprech|untersag|verbitten|wünschen|möchten|absehen|abzusehen",
        rf"\b(?:wir\s+(?:\w+\s+)?(?:widersprechen|untersagen|verbitten|wünschen)|(?:widersprechen|untersagen|"
        rf"verbitten)\s+wir)\b[^.!?\n]{{0,160}}?\b(?:{_WERBUNG}|kommerziell\w*\s+(?:nutzung|verwendung))|"
        rf"\bwir\s+möchten\s+keine\s+{_WERBUNG}|\bvon\s+(?:werbe-?anrufen|werbung|vertreterbesuchen|"
        rf"(?:kalt)?akquise)\b{GAP}\babzusehen",
        plain=True,
    ),
    refusal(
        "vertretern|callcentern|werbefirmen",
        r"\bkeine\s+(?:anrufe|besuche)\s+von\s+(?:vertretern|callcentern|werbefirmen)\b",
        plain=True,
    ),
    refusal(
        "unverlangt|unaufgefordert",
        r"\bim\s+falle\s+(?:der|von)\s+unverlangte[rn]\s+(?:zu|über)sendung(?:en)?\s+von\s+werbe\w*",
        plain=True,
    ),
    refusal("senden sie uns|rufen sie uns|schicken sie uns|kontaktieren sie uns",
             rf"\b(?:senden|schicken|rufen|kontaktieren)\s+sie\s+uns\s+(?:bitte\s+)?(?:nicht|"
             rf"keine)\b{GAP}\b{_WERBUNG}", plain=True),
)  # fmt: skip

# Dutch
_RECLAME: Final = (
    r"(?:reclame\w*|advertenties|acquisitie\w*|colportage|verkopers|colporteurs|spam|telemarketing|"
    r"telefonische\s+verkoop|verkooptelefoontjes|folders|commerciële\s+(?:e-?mails?|mails?|telefoontjes|"
    r"berichten|aanbiedingen)|verkoopgesprekken|reclamefolders)"
)
_ONGEWENST: Final = (
    r"(?:niet\s+(?:op\s+prijs|gewenst|toegestaan|gewaardeerd|welkom|gelezen|beantwoord)|ongewenst|verboten|"
    r"geweigerd|verwijderd|niet\s+op\s+prijs\s+gesteld)"
)
DUTCH: Final = (
    refusal(
        "geen ", rf"\bgeen\s+(?:ongevraagde\s+|commerciële\s+|koude\s+|telefonische\s+|"
        rf"verdere\s+)?{_RECLAME}\b(?!\s+(?:in|op|via)\s+(?:onze|de)\b)"
    ),
    refusal(
        "acquisitie|colport|reclame|ongevraagd|verkopers|telemarketing|telefonische verkoop|commerci",
        rf"\b(?:acquisitie|colportage|colporteurs|verkopers|telemarketing|telefonische\s+verkoop|reclame|"
        rf"commerciële\s+(?:e-?mails?|mails?|telefoontjes)|ongevraagde\s+(?:reclame|e-?mails?|aanbiedingen|"
        rf"acquisitie|post|telefoontjes))\b[^!?\n]{{0,80}}?\b{_ONGEWENST}",
        plain=True,
    ),
    refusal(
        "prijs op|gediend van|wensen geen|willen geen|zitten niet te wachten|ontvangen liever geen",
        rf"\b(?:geen\s+prijs\s+op|niet\s+gediend\s+van|wensen\s+geen|willen\s+geen|niet\s+te\s+wachten\s+op|"
        rf"liever\s+geen)\b{GAP}\b(?:{_RECLAME}|ongevraagde)",
        plain=True,
    ),
    refusal(
        "niet gebeld|niet benaderd",
        rf"\bniet\s+(?:worden\s+)?(?:gebeld|benaderd)\b{GAP}\b(?:reclame\w*|verkoop|acquisitie|commerciële)\b",
        plain=True,
    ),
    refusal(
        "niet gebruikt|niet te gebruiken|niet worden gebruikt",
        rf"\bniet\s+(?:(?:worden\s+)?gebruikt(?:\s+worden)?|te\s+gebruiken)\b{GAP}\b(?:reclame\w*|verkoop|"
        rf"acquisitie|commerciële\s+doeleinden|marketing\w*)\b",
    ),
    refusal(
        "niet toegestaan",
        rf"\bniet\s+toegestaan\b{GAP}\b(?:gegevens|adres\w*|e-?mailadres\w*)\b{GAP}\b(?:reclame\w*|acquisitie|"
        rf"commerciële\s+doeleinden)\b",
        plain=True,
    ),
    refusal("niet gekocht", r"\baan\s+de\s+deur\s+wordt\s+niet\s+(?:ge|ver)kocht\b", plain=True),
    refusal("tegen reclame|nee/nee", r"\bnee\s+tegen\s+reclame\b|\bnee/nee[- ]sticker\b", plain=True),
)  # fmt: skip
