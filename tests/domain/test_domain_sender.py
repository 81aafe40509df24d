"""Who writes."""

from aboveboard.domain.sender import Sender


def test_an_address_names_its_country_in_the_language_of_the_reader() -> None:
    """Street and town stay as their country writes them."""
    sender = Sender(
        name="Laternen Webwerk",
        person="Robin Beispiel",
        email="hallo@laterne.example",
        phone="+49 30 23125 188",
        street="Kaistraße 4",
        locality="Rostock",
        postcode="18055",
        country="DE",
        website="https://laterne.example",
    )
    assert "Kaistraße 4, 18055 Rostock, Germany" == sender.postal_address
    assert "Kaistraße 4, 18055 Rostock, Deutschland" == sender.address_in("de")
    assert "Kaistraße 4, 18055 Rostock, Duitsland" == sender.address_in("nl")
