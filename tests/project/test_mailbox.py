"""Mail without a mail server lies in files that its owner alone may read."""

import email
import stat

from django.core.mail import EmailMessage, get_connection


def test_each_message_is_a_whole_file(settings, tmp_path):
    settings.MAIL_FOLDER = tmp_path / "home" / "mail"
    box = get_connection("lapor.project.mailbox.Mailbox")
    letters = [EmailMessage(f"Kabar {n}", "Isi.", to=["a@example.org"]) for n in range(3)]
    assert box.send_messages(letters) == 3
    files = sorted(settings.MAIL_FOLDER.iterdir())
    found = [email.message_from_bytes(path.read_bytes())["Subject"] for path in files]
    assert sorted(found) == ["Kabar 0", "Kabar 1", "Kabar 2"]
    assert {path.suffix for path in files} == {".eml"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(settings.MAIL_FOLDER.stat().st_mode) == 0o700
