"""Who reads an answer at the desk decides on what they read, and is written down as having read."""

import pytest

from lapor.reports import approving
from lapor.reports.models import Words
from tests.web.desk.cases import send, steps_of
from tests.web.desk.officers import sign_in
from tests.web.desk.test_approvals import SAID, asked, draft, four_eyes, report  # noqa: F401

pytestmark = pytest.mark.django_db


def test_nobody_approves_what_was_rewritten_after_they_read_it(
    world,
    report,  # noqa: F811 - the fixtures
    draft,  # noqa: F811
):
    read = approving.read_as(draft)
    asked(draft, world.handler, "withdraw")
    other = f"{SAID[:-1]}, dan biayanya-ditanggung warga."
    send(sign_in(world.handler), report, "follow_up", outcome="done", words=other)
    for do in ("approve", "back"):
        late = asked(draft, world.liaison, do, seen=read, words="Sudah-saya baca.")
        assert late.status_code == 409
        assert "diubah sejak Anda membukanya" in late.text
        assert "biayanya-ditanggung" in late.text, "what is to be read now stands there"
        assert "Sudah-saya baca." in late.text
    assert steps_of(report)[-1] == "assign"
    asked(draft, world.liaison)
    assert Words.objects.get(event=report.events.last()).text == other
