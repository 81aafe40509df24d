"""Pressure, praise and boasts in each language."""

import tomllib
from pathlib import Path

import pytest

from aboveboard.verify import opinion, pressure
from aboveboard.verify.door import check_text

LETTERS = tomllib.loads((Path(__file__).parent / "pressing.toml").read_text("utf-8"))
PUSHING = {
    "en": {
        "Scarcity": "Only 3 places left!", "Urgency": "Order now, the offer ends today.",
        "Social Proof": "Thousands of customers trust us.", "Misdirection": "No thanks, I hate saving money.",
        "Obstruction": "To cancel you can only call us.", "Sneaking": "It renews automatically.",
        "Forced Action": "By continuing you agree.", "Fear": "You are losing customers every day.",
    },
    "de": {
        "Scarcity": "Nur noch 3 Plätze frei!", "Urgency": "Bestellen Sie noch heute, das Angebot endet morgen.",
        "Social Proof": "Tausende Kunden vertrauen uns.", "Misdirection": "Nein danke, ich zahle lieber mehr.",
        "Obstruction": "Kündigen können Sie nur schriftlich.", "Sneaking": "Der Vertrag verlängert sich automatisch.",
        "Forced Action": "Mit der Nutzung dieser Seite stimmen Sie zu.", "Fear": "Sie verlieren jeden Tag Kunden.",
    },
    "nl": {
        "Scarcity": "Nog maar 3 plaatsen vrij!", "Urgency": "Bestel vandaag, de aanbieding eindigt morgen.",
        "Social Proof": "Duizenden klanten vertrouwen ons.", "Misdirection": "Nee, ik betaal liever meer.",
        "Obstruction": "Opzeggen kan alleen schriftelijk.", "Sneaking": "Het contract wordt automatisch verlengd.",
        "Forced Action": "U moet eerst inloggen.", "Fear": "U verliest elke dag klanten.",
    },
    "fr": {
        "Scarcity": "Il ne reste que 3 places !", "Urgency": "Commandez aujourd'hui, l'offre expire demain.",
        "Social Proof": "Des milliers de clients nous font confiance.",
        "Misdirection": "Non merci, je préfère payer plus.",
        "Obstruction": "Résiliation uniquement par courrier.", "Sneaking": "Le contrat est reconduit tacitement.",
        "Forced Action": "En continuant, vous acceptez nos conditions.", "Fear": "Vous perdez des clients chaque jour.",
    },
    "es": {
        "Scarcity": "¡Solo quedan 3 plazas!", "Urgency": "Compre hoy, la oferta termina mañana.",
        "Social Proof": "Miles de clientes confían en nosotros.", "Misdirection": "No, prefiero pagar más.",
        "Obstruction": "Cancelar solo por carta certificada.", "Sneaking": "El contrato se renueva automáticamente.",
        "Forced Action": "Al continuar, acepta las condiciones.", "Fear": "Está perdiendo clientes cada día.",
    },
}  # fmt: skip
INNOCENT = {
    "en": "The page has a link that leads to an error. You can mend it yourself. Which hours are right?",
    "de": "Auf der Seite führt ein Link zu einem Fehler. Sie können ihn selbst ändern. Welche Zeiten stimmen?",
    "nl": "Op de pagina leidt een link naar een fout. U kunt hem zelf herstellen. Welke tijden kloppen?",
    "fr": "Un lien de la page mène à une erreur. Vous pouvez le corriger vous-même. Quels horaires sont justes ?",
    "es": "Un enlace de la página lleva a un error. Puede corregirlo usted. ¿Qué horario es el correcto?",
}
PRAISING = {
    "en": "Your bakery is amazing.", "de": "Ihre Bäckerei ist großartig.", "nl": "Uw bakkerij is geweldig.",
    "fr": "Votre boulangerie est magnifique.", "es": "Su panadería es maravillosa.",
}  # fmt: skip
BOASTING = {
    "en": "We are better than others and bring more customers.",
    "de": "Wir sind besser als andere und bringen mehr Kunden.",
    "nl": "Wij zijn beter dan anderen en brengen meer klanten.",
    "fr": "Nous sommes meilleurs que les autres, avec plus de clients.",
    "es": "Somos mejores que los demás y traemos más clientes.",
}  # fmt: skip


@pytest.mark.parametrize(("language", "category"), [(one, kind) for one, kinds in PUSHING.items() for kind in kinds])
def test_each_way_to_push_is_found_in_each_language(language: str, category: str) -> None:
    """With its category, in its own language and in one that has no words of its own."""
    text = PUSHING[language][category]
    assert category in [found.kind for found in pressure.find(text, language)], pressure.find(text, language)
    assert pressure.find(text, "fi")


@pytest.mark.parametrize("language", INNOCENT)
def test_what_does_not_push_praise_or_boast_is_left_alone(language: str) -> None:
    """A plain letter has no finding."""
    text = INNOCENT[language]
    assert [] == pressure.find(text, language) + opinion.find(text, language=language) + opinion.boasts(text, language)


@pytest.mark.parametrize("language", PRAISING)
def test_praise_and_boasts_are_found_in_each_language(language: str) -> None:
    """Through the door, with its language."""
    for text, check in ((PRAISING[language], "opinion"), (BOASTING[language], "claims")):
        answer = check_text({"id": "1", "text": text, "facts": {"trade": "x"}, "language": language, "checks": [check]})
        assert not answer["passed"], text
    assert len(opinion.boasts(BOASTING[language], language)) >= 2


def test_long_hostile_text_takes_bounded_time() -> None:
    """A hundred thousand characters of what patterns begin with are read through, not tried again and again."""
    for unit in ("only nur solo 1 ", "someone from a ", "à b de c que ", "1" * 50 + ":"):
        text = unit * (100_000 // len(unit))
        assert isinstance(pressure.find(text, "fi"), list)
        assert isinstance(opinion.boasts(text, "fi"), list)


@pytest.mark.parametrize("language", LETTERS)
def test_what_pushes_in_letters_to_businesses_is_found(language: str) -> None:
    """Every sentence that salespeople push with is found, and at least nine in ten with its category."""
    pushing = [(text, kind) for kind, texts in LETTERS[language]["pushing"].items() for text in texts]
    found = {text: [finding.kind for finding in pressure.find(text, language)] for text, _ in pushing}
    assert [] == [text for text, _ in pushing if not found[text]]
    assert sum(kind in found[text] for text, kind in pushing) >= 0.9 * len(pushing)


@pytest.mark.parametrize("language", LETTERS)
def test_what_does_not_push_in_letters_is_left_alone(language: str) -> None:
    """Prices, hours, deadlines of nobody, and ways to say no are no pressure."""
    assert [] == [text for text in LETTERS[language]["innocent"] if pressure.find(text, language)]
