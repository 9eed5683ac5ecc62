"""What a bot is told of itself: where its updates go, and the words that its menu offers.

Source: core.telegram.org/bots/api (setWebhook, setMyCommands, getWebhookInfo).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from lapor.channels import asking
from lapor.channels.adapter import Secrets
from lapor.channels.faults import Undelivered
from lapor.channels.reading import Told
from lapor.outbox.models import Message
from lapor.outbox.needs import MACHINES

UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
MENU = (
    ("lapor", _("Buat laporan")),
    ("cek", _("Di mana laporan saya sekarang")),
    ("baca", _("Baca pertanyaan atau jawaban kantor")),
    ("batal", _("Buang yang belum dikirim")),
    ("bantuan", _("Kata yang dimengerti")),
    ("stop", _("Jangan kirim kabar lagi")),
)
LANGUAGES = ("", "en")  # the first is for everybody else
LONGEST = 200  # letters of what Telegram says
BAD_TOKEN = (401, 404)


@dataclass(frozen=True)
class Hooked:
    """What Telegram knows of a bot's hook. refused: why it did not take the address."""

    address: str
    waiting: int = 0
    error: str = ""  # the last time that it could not bring an update
    refused: str = ""


def tell(said: Mapping[str, str], secrets: Secrets, address: str) -> Hooked:
    """Register the hook and the menu, and return what Telegram then knows.

    Raises Undelivered or Later where Telegram does not answer or does not know the token.
    """
    told = {
        "url": address,
        "secret_token": next(iter(secrets.get("hook", ())), ""),
        "allowed_updates": list(UPDATES),
    }
    refused, _nothing = _asked(said, secrets, "setWebhook", told)
    if refused:
        return Hooked("", refused=refused)
    for language in LANGUAGES:
        with translation.override(language or "id"):
            menu = [{"command": word, "description": str(says)} for word, says in MENU]
        _asked(said, secrets, "setMyCommands", {"commands": menu, "language_code": language})
    refused, known = _asked(said, secrets, "getWebhookInfo", {})
    return Hooked(
        known["url"].text,
        known["pending_update_count"].number,
        known["last_error_message"].text[:LONGEST],
        refused,
    )


def _asked(
    said: Mapping[str, str], secrets: Secrets, method: str, told: Mapping[str, object]
) -> tuple[str, Told]:
    """Return why Telegram refuses, empty where it does not, and the result."""
    api = (said.get("api") or MACHINES["telegram"]).rstrip("/")
    token = next(iter(secrets.get("token", ())), "")
    answer = asking.post(f"{api}/bot{token}/{method}", told)
    if answer.status in BAD_TOKEN:
        raise Undelivered(Message.Fault.SERVER, lasting=True)
    whole = asking.said(answer)
    refused = "" if answer.status == asking.OK else whole["description"].text or str(answer.status)
    return refused[:LONGEST], whole["result"]
