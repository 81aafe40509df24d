"""How businesses refuse advertising in French, Spanish and Italian."""

from typing import Final

from aboveboard.text.refusal import GAP, refusal

# French
_PROSPECTION: Final = (
    r"(?:publicités?|pub|démarchages?|prospections?|prospectus|spams?|sollicitations?\s+(?:commerciales?|"
    r"publicitaires?))"
)
_INTERDIT: Final = (
    r"(?:interdit\w*|refusé\w*|non\s+(?:souhaité|désiré|accepté|autorisé|sollicité|admis)\w*|exclue?s?|"
    r"proscrit\w*|pas\s+souhaité\w*|pas\s+(?:les\s+)?(?:bienvenu|accepté|admis|traité)\w*)"
)
FRENCH: Final = (
    refusal(
        "pub|démarch|prospect|spam|sollicitation",
        rf"\b(?:pas|aucune?|ni|stop(?!\s+spam)|non|halte)\s+(?:à\s+la\s+|aux?\s+|de\s+|"
        rf"d['’])?(?:la\s+)?{_PROSPECTION}\b(?!\s+(?:dans|sur|mensongère)\b)",
    ),
    refusal(
        "démarch|prospection|colport|sollicitation|spam|pub",
        rf"\b(?:démarchages?|démarcheurs|colportage|prospection|sollicitations?\s+commerciales|spams?|"
        rf"pub)\b{GAP}\b(?:{_INTERDIT}|s['’]abstenir)",
        plain=True,
    ),
    refusal(
        "démarch|sollicit|prospection",
        r"\b(?:ne\s+pas\s+nous\s+(?:démarcher|solliciter)|pas\s+suite\s+aux?\s+(?:démarchage|sollicitation|"
        r"prospection)s?|ne\s+(?:souhaitons|voulons|désirons)\s+pas\s+(?:être\s+)?démarché\w*|"
        r"démarcheurs\s*,?\s+(?:s['’]abstenir|passez))\b",
        plain=True,
    ),
    refusal(
        "oppos|refus|accept|interdi|souhait",
        rf"\b(?:nous\s+(?:nous\s+opposons|refusons|n['’]acceptons|interdisons|ne\s+(?:souhaitons|voulons|"
        rf"désirons)\s+(?:pas|aucun\w*))|s['’]oppose\s+(?:formellement\s+|expressément\s+)?à|refus(?:e|"
        rf"ons)\s+(?:tout\w*|de)|n['’]accept\w+\s+(?:pas|aucun\w*)){GAP}\b(?:prospections?|démarchages?|"
        rf"publicités?|publicitaires?|sollicitations?\s+commerciales?|spams?)\b",
        plain=True,
    ),
    refusal(
        "utilis|usage|exploit",
        rf"\b(?:utilisation|usage|exploitation)\b{GAP}\b(?:coordonnées|adresses?|données|e-?mails?|"
        rf"numéros?)\b{GAP}\b(?:prospection|démarchage|publicitaires?|commerciales|publicité)\b{GAP}\b{_INTERDIT}",
        plain=True,
    ),
    refusal(
        "publicitaire|commerciaux|promotionnel|commerciales",
        rf"\b(?:e-?mails?|courriels?|courriers?|messages?|appels?|visites?)\s+(?:publicitaires?|commerciaux|"
        rf"commerciales|promotionnels){GAP}\b{_INTERDIT}",
        plain=True,
    ),
    refusal(
        "envoyer|appeler|contacter",
        rf"\bne\s+(?:pas\s+)?nous\s+(?:envoye[rz]|appele[rz]|contacte[rz]|téléphone[rz])\b{GAP}\b(?:publicit\w+|"
        rf"démarch\w+|prospect\w+|spams?|offres\s+commerciales|vendre|commerciales?)\b",
        plain=True,
    ),
)

# Spanish
_PUBLICIDAD: Final = (
    r"(?:publicidad|propaganda|spam|correo\s+basura|llamadas\s+(?:comerciales|publicitarias)|"
    r"ofertas\s+comerciales|comunicaciones\s+(?:comerciales|publicitarias)|visitas\s+comerciales|"
    r"correos\s+(?:publicitarios|comerciales))"
)
SPANISH: Final = (
    refusal(
        "publicidad|propaganda|spam|correo basura|comercial|vendedor",
        rf"\bno\s+(?:se\s+)?(?:acept\w+|admit\w+|atend\w+|atiend\w+|permit\w+|queremos|deseamos|quiero|deseo|"
        rf"recib\w+)\b[^.!?\n]{{0,60}}?\b(?:{_PUBLICIDAD}|comerciales|vendedores|telemarketing)\b",
        plain=True,
    ),
    refusal(
        "publicidad|propaganda|spam|ofertas comerciales",
        rf"\bno\s+(?:nos\s+)?(?:envi(?:ar|en|ar?nos)|envíe(?:n|nnos)?|enviéis|manden|mandar|"
        rf"buzonear)\b[^.!?\n]{{0,40}}?\b{_PUBLICIDAD}",
    ),
    refusal(
        "publicidad|propaganda|spam|llamadas comerciales",
        r"\bno\s+(?:a\s+la\s+)?(?:publicidad|propaganda|spam|llamadas\s+comerciales)\b(?!\s+(?:engañosa|"
        r"invasiva|en\b))|\bsin\s+publicidad\s*,?\s+por\s+favor",
    ),
    refusal(
        "prohibid|prohíb|oponemos",
        rf"\b(?:prohibid[oa]s?|se\s+prohíbe|nos\s+oponemos){GAP}\b(?:publicidad|propaganda|"
        rf"comunicaciones\s+comerciales|fines\s+(?:comerciales|publicitarios)|publicitari\w+|venta\s+ambulante)\b",
    ),
    refusal("rechaz", rf"\b(?:rechazamos|se\s+rechaza)\b{GAP}\b{_PUBLICIDAD}", plain=True),
    refusal("publicidad", r"(?:^|\n|[.!]\s)publicidad\s*,?\s+no(?=\s+gracias|[.,!\n]|$)", plain=True),
    refusal(
        "absten|abstén",
        rf"\b(?:abstenerse|absténgan?se|abstenganse|abstengan)\b{GAP}\b(?:comerciales|vendedores|publicidad|"
        rf"spam|agencias)\b|\b(?:comerciales|vendedores)\s*,?\s+abstenerse\b",
        plain=True,
    ),
)

# Italian
_PUBBLICITA: Final = (
    r"(?:pubblicità|spam|volantini|materiale\s+pubblicitario|proposte\s+commerciali|offerte\s+commerciali|"
    r"comunicazioni\s+commerciali|(?:telefonate|chiamate|visite|e-?mail)\s+(?:commerciali|pubblicitarie|promozionali))"
)
_VIETATO: Final = (
    r"(?:non\s+(?:sono\s+|è\s+)?(?:gradit|accettat|autorizzat|ammess|desiderat|benvenut)\w+|vietat\w+|proibit\w+)"
)
ITALIAN: Final = (
    refusal(
        "pubblicit|spam|volantin|commercial|call center|rappresentanti|venditori",
        rf"\b(?:no|niente|nessuna|stop(?!\s+spam))\s+(?:alla\s+|a\s+)?(?:{_PUBBLICITA}|call\s+center|(?:rappresentanti|"
        rf"venditori)(?:\s+porta\s+a\s+porta)?)(?!\w|\s+(?:ingannevole|in|su|nella)\b)",
    ),
    refusal("vietat|proibit|è fatto divieto|si vieta",
             rf"\b(?:vietat[oaie]|proibit[oaie]|divieto\s+di|si\s+vieta)\b{GAP}\b(?:pubblicit\w+|volantinaggio|"
             rf"spam|fini\s+commerciali|finalità\s+(?:commerciali|promozionali)|venditori\s+ambulanti|"
             rf"comunicazioni\s+commerciali)\b"),
    refusal(
        "pubblicit|spam|commercial|rappresentanti|venditori|volantini",
        rf"\bnon\s+(?:si\s+)?(?:accett\w+|desider(?:iamo|ano|o)|vogliamo|gradi(?:amo|scono)|riceviamo|"
        rf"ricevono){GAP}\b(?:{_PUBBLICITA}|pubblicitari\w*|rappresentanti|venditori)",
        plain=True,
    ),
    refusal("pubblicit|spam|offerte commerciali|proposte commerciali",
             rf"\bnon\s+(?:inviar(?:e|ci|mi)|inviate(?:ci)?|mandar(?:e|ci)|mandate(?:ci)?)\b{GAP}\b{_PUBBLICITA}"),
    refusal(
        "commercial|pubblicitari|promozional|non richiest",
        rf"\b(?:comunicazioni|e-?mail|telefonate|chiamate|visite|proposte)\s+(?:commerciali|pubblicitarie|"
        rf"promozionali|non\s+richieste){GAP}\b{_VIETATO}",
        plain=True,
    ),
    refusal("pubblicit|volantin|rappresentanti|venditori", rf"\b(?:pubblicità|volantini|rappresentanti|"
    rf"venditori)\s+{_VIETATO}", plain=True),
    refusal(
        "interessati|rifiut",
        rf"\b(?:non\s+siamo\s+interessati\s+a|si\s+rifiuta|rifiutiamo)\b{GAP}\b{_PUBBLICITA}",
        plain=True,
    ),
    refusal("opponiamo|si oppone", rf"\b(?:ci\s+opponiamo|si\s+oppone)\b{GAP}\b(?:pubblicit\w+|promozional\w+|"
    rf"commerciali|spam)\b", plain=True),
)  # fmt: skip
