"""Notices that forbid advertising."""

from typing import Any

import pytest

from aboveboard.text import no_solicitation

REFUSALS = {
    "en": (
        "No cold calls please.",
        "We do not accept unsolicited emails.",
        "NO SOLICITORS",
        "No soliciting",
        "Unsolicited sales enquiries will be ignored.",
        "Please don't send us SEO offers or spam",
        "Please, no marketing emails or sales calls",
        "No sales enquiries.",
        "No canvassers, no hawkers",
        "Cold callers are not welcome",
        "Marketing calls are not welcome",
        "This address is not to be used for sales e-mails",
        "Do not contact us to sell advertising",
        "We are not interested in SEO or web design",
        "We hereby expressly prohibit the use of contact data published here for sending promotional material",
        "Solicitors not welcome",
        "No junk mail",
        "We do not respond to cold calls",
        "We don't take sales calls",
        "Use of this email address for marketing purposes is prohibited",
        "If you are trying to sell us something, please do not call",
        "Our contact details must not be used for unsolicited marketing",
    ),
    "de": (
        "Keine Werbung!",
        "Der Nutzung zur Übersendung von nicht angeforderter Werbung wird hiermit widersprochen.",
        "Der Nutzung von im Rahmen der Impressumspflicht veröffentlichten Kontaktdaten durch Dritte zur Übersendung von"
        " nicht ausdrücklich angeforderter Werbung wird hiermit ausdrücklich widersprochen.",
        "Die Verwendung der Kontaktdaten zur gewerblichen Werbung ist ausdrücklich nicht erwünscht",
        "Werbeanrufe unerwünscht",
        "Werbeanrufe sind zwecklos",
        "Keine Vertreterbesuche",
        "Bitte keine Werbemails und keine Kaltakquise",
        "Telefonakquise ist bei uns nicht erwünscht",
        "Von Werbeanrufen bitten wir abzusehen",
        "Wir wünschen keine Werbung per Telefon",
        "Hiermit widersprechen wir jeder kommerziellen Verwendung unserer Daten",
        "Betteln und Hausieren verboten",
        "Bitte senden Sie uns keine Werbung",
        "Rechtliche Schritte im Falle der unverlangten Zusendung von Werbeinformationen",
        "Kein Spam bitte",
        "Unaufgeforderte Angebote sind nicht erwünscht",
        "Der Verwendung unserer Kontaktdaten zu Werbezwecken widersprechen wir ausdrücklich",
    ),
    "fr": (
        "Pas de démarchage commercial",
        "Stop publicité",
        "Pas de pub",
        "Stop à la pub",
        "Démarchage interdit",
        "Le démarchage téléphonique est interdit",
        "Démarcheurs s'abstenir",
        "Merci de ne pas nous démarcher",
        "Nous ne souhaitons pas être démarchés",
        "Nous refusons toute sollicitation commerciale",
        "Aucune prospection",
        "Appels commerciaux non souhaités",
        "L'utilisation de nos coordonnées à des fins de prospection est interdite",
        "Nous nous opposons à toute publicité par courriel",
        "Merci de ne pas nous envoyer de publicité",
    ),
    "nl": (
        "Geen ongevraagde reclame",
        "Acquisitie wordt niet op prijs gesteld",
        "Geen acquisitie n.a.v. deze pagina",
        "Acquisitie niet gewenst",
        "Geen verkopers",
        "Colportage verboten",
        "Geen commerciële telefoontjes",
        "Wij stellen geen prijs op acquisitie",
        "Wij willen niet gebeld worden voor reclame",
        "Onze gegevens mogen niet gebruikt worden voor commerciële doeleinden",
        "Wij zijn niet gediend van ongevraagde aanbiedingen",
        "Geen telefonische verkoop",
        "Ongevraagde e-mail wordt niet gelezen",
        "Nee tegen reclame",
    ),
    "es": (
        "No se acepta publicidad",
        "No se admite publicidad",
        "No publicidad",
        "Prohibida la publicidad",
        "No se atienden llamadas comerciales",
        "No se reciben comerciales",
        "Abstenerse comerciales",
        "Comerciales abstenerse",
        "No deseamos recibir publicidad",
        "Por favor, no nos envíen publicidad",
        "No enviar spam a este correo",
        "Queda prohibido el uso de este correo para el envío de comunicaciones comerciales",
        "Sin publicidad, por favor",
        "Nos oponemos al uso de estos datos con fines publicitarios",
    ),
    "it": (
        "Non si accettano telefonate commerciali",
        "Niente pubblicità",
        "No pubblicità",
        "No spam, grazie",
        "Vietato il volantinaggio",
        "È vietato l'utilizzo dei recapiti per l'invio di pubblicità",
        "Si prega di non inviare pubblicità",
        "Non inviateci proposte commerciali",
        "Telefonate commerciali non gradite",
        "Non si ricevono rappresentanti",
        "No call center",
        "Comunicazioni commerciali non autorizzate",
        "Ci opponiamo all'uso dei nostri dati per fini commerciali",
        "Rappresentanti non ammessi",
    ),
}
OTHERS = {
    "en": (
        "We send you no spam, ever.",
        "Sign up for our newsletter. No spam, unsubscribe at any time.",
        "No obligation quotes and no call-out charge",
        "Free survey, no obligation, no sales calls",
        "Our advertising department is open",
        "Solicitors in Leeds",
        "We do not accept unsolicited manuscripts",
        "Your details will not be used for marketing",
        "We maintain a strict no-spam policy",
        "We never cold call you",
        "In compliance with no spam regulations",
        "Want to stop spam? We know how",
        "There is no advertising on this site",
        "Photos may not be used for commercial purposes",
        "If you do not wish to receive marketing calls, tell us",
        "You will not receive marketing messages unless you ask",
    ),
    "de": (
        "Wir machen Werbung für Sie",
        "Sie können der Verwendung Ihrer Daten für Werbung jederzeit widersprechen",
        "Sie haben das Recht, der Verarbeitung zum Zwecke derartiger Werbung zu widersprechen",
        "Wir senden Ihnen keine Werbung",
        "Newsletter anmelden, kein Spam",
        "Keine Werbung im Fernsehen wirkt so wie ein Schild",
        "Werbung und Akquise für Handwerker",
        "Wenn Sie keine Werbung wünschen, schreiben Sie uns",
        "Nutzung der Fotos zu kommerziellen Zwecken untersagt",
        "Eine Verwendung Ihrer Daten zu Werbezwecken ist ohne Einwilligung nicht gestattet",
    ),
    "fr": (
        "Agence de publicité à Paris",
        "Vous pouvez vous opposer à la prospection commerciale",
        "Vos données ne sont pas utilisées à des fins de publicité",
        "Inscription à la liste d'opposition au démarchage téléphonique",
        "Pas de publicité dans notre lettre",
        "Nous ne vous enverrons pas de publicité",
        "Pas de frais de livraison",
        "La reproduction à des fins commerciales est interdite",
        "Si vous ne souhaitez pas de prospection, écrivez-nous",
    ),
    "nl": (
        "Reclamebureau in Breda",
        "Wij gebruiken uw gegevens niet voor reclame",
        "Meld u aan voor de nieuwsbrief, geen spam",
        "Geen reclame in onze nieuwsbrief",
        "Geen verzendkosten",
        "Verkoop en verhuur van ladders",
        "Als u geen reclame wilt ontvangen, meld u dan af",
        "Foto's mogen niet gebruikt worden voor commerciële doeleinden",
    ),
    "es": (
        "Agencia de publicidad en Sevilla",
        "No enviamos publicidad",
        "Nos comprometemos a no enviar publicidad",
        "Usted puede oponerse a recibir publicidad",
        "Suscríbete al boletín: no spam",
        "Sin publicidad engañosa",
        "Si no desea recibir publicidad, escríbanos",
        "Prohibida su reproducción con fines comerciales",
    ),
    "it": (
        "Agenzia di pubblicità a Milano",
        "Iscriviti alla newsletter: niente spam",
        "Lei può opporsi all'uso dei dati per pubblicità",
        "I suoi dati non sono usati per inviare pubblicità",
        "Non inviamo pubblicità",
        "Proposte commerciali per negozi",
        "Se non desidera ricevere comunicazioni commerciali, ci scriva",
        "È vietata la riproduzione per fini commerciali",
    ),
}


@pytest.mark.parametrize("text", [text for texts in REFUSALS.values() for text in texts])
def test_refusals_are_seen(text: str) -> None:
    """A notice in one of six languages is seen where it stands."""
    notice = no_solicitation.find("Kettles. " + text + " Thanks")
    assert notice is not None
    assert notice.text == ("Kettles. " + text + " Thanks")[notice.start : notice.end]


@pytest.mark.parametrize("text", ["", *(text for texts in OTHERS.values() for text in texts)])
def test_other_sentences_are_no_refusal(text: str) -> None:
    """A firm's promise about its own letters, the reader's rights, and talk of advertising are no notice."""
    assert None is no_solicitation.find(text)


def test_each_language_has_its_examples() -> None:
    """At least twelve notices and six near misses in each of the six languages."""
    assert {"en", "de", "fr", "nl", "es", "it"} == set(REFUSALS) == set(OTHERS)
    assert all(len(texts) >= 12 for texts in REFUSALS.values())
    assert all(len(texts) >= 6 for texts in OTHERS.values())


def test_the_notice_has_its_place_behind_letters_that_grow() -> None:
    """A letter whose lower case is longer does not move the place of what stands behind it."""
    text = "İİİ\nKeine Werbung"
    notice = no_solicitation.find(text)
    assert notice and "Keine Werbung" == text[notice.start : notice.end] == notice.text


@pytest.mark.shared
def test_hardly_any_real_page_refuses(labelled_pages: list[dict[str, Any]]) -> None:
    """Of 156 real pages at most three hold a notice: the finder does not cry wolf."""
    assert sum(no_solicitation.find(row["text"]) is not None for row in labelled_pages) <= 3
