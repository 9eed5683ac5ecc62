"""One way to write a telephone number."""

import phonenumbers

COUNTRY = "ID"


def number_of(typed: str) -> str:
    """Return a number in E.164, of Indonesia where it names no country; empty where it is none.

    Short numbers and names of senders are no people: nobody is answered there.
    """
    plain = typed.strip()
    if plain.startswith("62"):
        plain = f"+{plain}"
    try:
        number = phonenumbers.parse(plain, COUNTRY)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
