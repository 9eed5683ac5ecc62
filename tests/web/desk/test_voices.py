"""A recording on the pages of its case: played where it may be heard, named where it may not."""

import pytest

from lapor.reports import originals
from tests.factories import make_report
from tests.files import sounds
from tests.web.desk.cases import page_of
from tests.web.desk.officers import sign_in
from tests.web.files import attached, laid_in, taken
from tests.web.public.pages import browser

pytestmark = pytest.mark.django_db
SEALED = "Disegel, karena suara dapat dikenali"


def voiced(world, content=b"", **fields):
    """Return a report that a voice came with, its reporter's browser, and the address of both."""
    codes: list[str] = []
    files = (laid_in(content or sounds.ogg()),)
    report, _reporter = make_report(world, keep_code=codes.append, files=files, **fields)
    originals.seal_original(str(attached(report)[0].file_id))
    reporter = browser()
    reporter.post("/lacak", {"kode": codes[0]})
    return report, reporter


def both(world, report, reporter):
    """Return the pages of the officer and of the reporter, each with what leads to the file."""
    at = f"{page_of(report)}/berkas/1"
    officer = sign_in(world.admin)
    return (officer, page_of(report), at), (
        reporter, "/lacak/percakapan", "/lacak/percakapan/berkas/1"
    )  # fmt: skip


def test_both_sides_play_a_voice_whose_name_is_known(world):
    report, reporter = voiced(world)
    for client, page, at in both(world, report, reporter):
        text = client.get(page).text
        assert f'<audio class="block" controls preload="none" src="{at}"' in text
        assert "Rekaman suara" in text
        assert "lama 0:03" in text
        assert f"{at}/tutup" not in text, "no page offers to show a voice to the public"
        got = client.get(at)
        assert got.headers["Content-Type"] == "audio/ogg"
        assert got.headers["Accept-Ranges"] == "bytes"
        assert got.headers["Content-Disposition"].endswith('lampiran-1.ogg"')
        assert taken(got).startswith(b"OggS")


def test_a_player_is_given_the_piece_it_asks_for(world):
    report, reporter = voiced(world)
    for client, _page, at in both(world, report, reporter):
        whole = taken(client.get(at))
        last = len(whole) - 1
        for asked, piece, said in (
            ("bytes=0-9", whole[:10], f"bytes 0-9/{len(whole)}"),
            ("bytes=10-", whole[10:], f"bytes 10-{last}/{len(whole)}"),
            ("bytes=-5", whole[-5:], f"bytes {last - 4}-{last}/{len(whole)}"),
            (f"bytes=0-{last + 99}", whole, f"bytes 0-{last}/{len(whole)}"),
        ):
            got = client.get(at, headers={"Range": asked})
            assert (got.status_code, got.content) == (206, piece)
            assert got.headers["Content-Range"] == said
            assert "no-store" in got.headers["Cache-Control"]
            assert "sandbox" in got.headers["Content-Security-Policy"]
        beyond = client.get(at, headers={"Range": f"bytes={last + 1}-"})
        assert (beyond.status_code, beyond.content) == (416, b"")
        assert taken(client.get(at, headers={"Range": "pages=1-2"})) == whole


def test_nobody_is_given_the_voice_of_who_hides_and_both_read_why(world):
    report, reporter = voiced(world, anonymous=True)
    for client, page, at in both(world, report, reporter):
        text = client.get(page).text
        assert SEALED in text
        assert "<audio" not in text
        assert f'href="{at}"' not in text
        assert client.get(at).status_code == 404


def test_what_no_browser_plays_is_offered_as_a_file(world):
    report, reporter = voiced(world, sounds.amr())
    for client, page, at in both(world, report, reporter):
        text = client.get(page).text
        assert "Peramban tidak dapat memutar" in text
        assert f'href="{at}"' in text
        assert "<audio" not in text


def test_the_page_that_shows_files_to_the_public_is_none_for_a_voice(world):
    report, _reporter = voiced(world)
    assert sign_in(world.admin).get(f"{page_of(report)}/berkas/1/tutup").status_code == 404


@pytest.mark.parametrize("what", ["disegel", "dihapus"])
def test_a_form_takes_a_recording_and_says_who_hears_it(world, settings, what):
    if what == "dihapus":
        settings.CUSTODIANS = ()
    text = browser().get("/lapor").text
    assert "audio/*" in text
    assert f"rekamannya {what} dan kantor tidak mendengarnya" in text
