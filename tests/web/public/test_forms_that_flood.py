"""Who sends very many forms, right or wrong, is asked for work or time before one is looked at."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.files.models import File
from lapor.reports.models import Event, Report
from lapor.web.public import pressure
from tests.factories import make_report
from tests.web.files import attached, laid_in, photo, sent
from tests.web.public.pages import browser, filled
from tests.web.public.test_files import TOKEN
from tests.web.public.test_pressure import crowded, fill, light, solved
from tests.web.public.test_telling import asked
from tests.web.public.threads import follow, opened, send

__all__ = ["crowded", "light"]
pytestmark = pytest.mark.django_db
STREET, BLOCK, ELSEWHERE = "203.0.113.7", "203.0.113.0/24", "198.51.100.7"
PHONE, NAME = "0812-3456-7890", "Budi Santoso"
SAID = f"Telepon saya {PHONE}, hubungi Bapak {NAME}."
CHOOSE_AGAIN = "Pilih lagi berkasnya sebelum mengirim"


@pytest.fixture
def flooding(world):
    """A street has just sent as many forms as may come for nothing."""
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False) as clock:
        fill(pressure.FORMS, BLOCK)
        yield clock


def street(**kwargs):
    return browser(REMOTE_ADDR=STREET, **kwargs)


def statements(client, form):
    with CaptureQueriesContext(connection) as made:
        answer = client.post("/lapor", form)
    return len(made), answer


def of_a_page():
    """Return how many statements an empty form takes, when the rules are known."""
    return [statements(browser(), {"mulai": "1"})[0] for _time in range(2)][1]


# --- wrong forms -------------------------------------------------------------------------------


def test_a_form_that_is_wrong_counts_as_one_that_is_right(world):
    before = pressure.FORMS.left(BLOCK)
    for _time in range(3):
        assert street().post("/lapor", filled(truth=None)).status_code == 422
    street().post("/lapor", filled())
    assert round(before - pressure.FORMS.left(BLOCK)) == 4


def test_who_sends_only_wrong_forms_is_asked_in_the_end_and_costs_no_look_up(world):
    wrong = filled(
        truth=None, body=SAID * 90, agency="Dinas Pekerjaan", place="Suka", mask_seen="x"
    )
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False):
        codes = [street().post("/lapor", wrong).status_code for _time in range(3)]
        fill(pressure.FORMS, BLOCK)
        of_the_page = of_a_page()
        made, answer = statements(street(), wrong)
    assert codes == [422] * 3
    assert answer.status_code == 429
    assert made == of_the_page
    assert answer.context["price"]


def test_all_forms_together_have_a_limit_that_no_number_of_addresses_passes(world, monkeypatch):
    monkeypatch.setattr(pressure.ALL_FORMS.buckets, "tries", 2)
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False):
        blocks = [f"203.0.{n}.7" for n in range(3)]
        wrong = filled(truth=None)
        codes = [browser(REMOTE_ADDR=at).post("/lapor", wrong).status_code for at in blocks]
    assert codes == [422, 422, 429]


def test_a_neighbour_of_the_flood_is_taken_for_a_little_work_and_others_for_nothing(
    flooding, light
):
    form = filled()
    price = street().post("/lapor", form).context["price"]
    assert street().post("/lapor", form | {"proof": solved(price)}).status_code == 200
    assert browser(REMOTE_ADDR=ELSEWHERE).post("/lapor", filled()).status_code == 200
    assert Report.objects.count() == 2


def test_one_proof_is_good_for_a_few_sendings_and_then_another_is_asked(flooding, light):
    form = filled(truth=None)
    form["proof"] = solved(street().post("/lapor", form).context["price"])
    codes = [street().post("/lapor", form).status_code for _time in range(7)]
    assert codes == [422] * 5 + [429] * 2
    again = form | {"truth": "on"}
    again["proof"] = solved(street().post("/lapor", form).context["price"])
    assert street().post("/lapor", again).status_code == 200


def test_one_turn_is_good_for_a_few_sendings_and_then_another_is_given(flooding):
    form = filled(truth=None)
    form["turn"] = street().post("/lapor", form).context["price"].turn
    flooding.shift(pressure.LONGEST_WAIT)
    fill(pressure.FORMS, BLOCK)
    codes = [street().post("/lapor", form).status_code for _time in range(6)]
    assert codes == [422] * 5 + [429]
    price = street().post("/lapor", form).context["price"]
    assert price.turn != form["turn"]
    assert price.seconds >= pressure.SHORTEST_WAIT
    flooding.shift(price.seconds)
    fill(pressure.FORMS, BLOCK)
    assert (
        street().post("/lapor", filled(**form | {"turn": price.turn, "truth": "on"})).status_code
        == 200
    )


def test_a_form_opened_while_the_street_floods_has_its_price_at_once(flooding):
    assert street().get("/lapor").context["price"]
    assert browser(REMOTE_ADDR=ELSEWHERE).get("/lapor").context["price"] is None


# --- files, and what was decided ---------------------------------------------------------------


def test_no_file_is_taken_in_before_the_price_is_paid_and_the_page_says_so(crowded, light):
    of_the_page = of_a_page()
    form = filled(upload=[sent(photo()) for _n in range(5)])
    made, answer = statements(browser(), form)
    assert (answer.status_code, made) == (429, of_the_page)
    assert CHOOSE_AGAIN in answer.text
    assert 'href="#f-files"' in answer.text
    assert "Selokan depan sekolah mampet" in answer.text
    assert not File.objects.exists()
    paid = form | {"proof": solved(answer.context["price"]), "upload": [sent(photo())]}
    assert browser().post("/lapor", paid).status_code == 200
    assert len(attached(Report.objects.get())) == 1


def test_files_that_came_up_before_stay_in_the_list_without_a_look_at_them(crowded, light):
    token, form = laid_in(), filled()
    of_the_page = of_a_page()
    made, answer = statements(browser(), form | {"files": [token, "none-such"]})
    assert (answer.status_code, made) == (429, of_the_page)
    assert TOKEN.findall(answer.text) == [token, "none-such"]
    assert "Sudah diunggah" in answer.text
    assert CHOOSE_AGAIN not in answer.text
    proof = solved(answer.context["price"])
    assert browser().post("/lapor", form | {"files": [token], "proof": proof}).status_code == 200
    assert len(attached(Report.objects.get())) == 1


def test_a_file_is_taken_out_of_the_list_also_where_nothing_is_looked_at(crowded):
    first, second = laid_in(), laid_in()
    answer = browser().post("/lapor", filled(files=[first, second], drop=first))
    assert answer.status_code == 200
    assert TOKEN.findall(answer.text) == [second]
    assert "Selokan depan sekolah mampet" in answer.text


def test_what_was_decided_about_words_stays_and_is_not_looked_through(crowded, light):
    form = filled(body=SAID, mask=[PHONE], mask_seen=[PHONE, NAME])
    answer = browser().post("/lapor", form)
    assert answer.status_code == 429
    assert asked(answer) == ([PHONE, NAME], [PHONE])
    assert "Samarkan bagian ini" in answer.text
    paid = browser().post("/lapor", form | {"proof": solved(answer.context["price"])})
    assert paid.status_code == 200
    body = Report.objects.get().body
    assert PHONE not in body
    assert NAME in body


def test_the_other_language_is_shown_under_pressure_too_without_a_look_at_anything(crowded):
    of_the_page = of_a_page()
    form = filled(body=SAID, mask_seen=[PHONE, NAME], files=[laid_in()], upload=sent(photo()))
    made, page = statements(browser(), form | {"bahasa": "en"})
    assert (page.status_code, made) == (200, of_the_page)
    assert asked(page)[0] == [PHONE, NAME]
    assert "Choose them again" in page.text


def test_a_form_without_its_token_takes_in_nothing_and_looks_nothing_up(world):
    client = browser(enforce_csrf_checks=True)
    of_the_page = of_a_page()
    form = filled(
        body=SAID,
        place="Sukamaju",
        agency="Dinas Pekerjaan",
        mask=[PHONE],
        mask_seen=[PHONE, NAME],
        files=["some-token"],
        drop="some-token",
        upload=[sent(photo())],
    )
    made, answer = statements(client, form)
    assert (answer.status_code, made) == (403, of_the_page)
    assert "belum terkirim" in answer.text
    assert CHOOSE_AGAIN in answer.text
    assert SAID in answer.text
    assert asked(answer) == ([PHONE, NAME], [PHONE])
    assert 'value="Sukamaju"' in answer.text
    assert not File.objects.exists()


def test_a_step_without_its_token_says_that_its_file_did_not_come_along(world):
    client, _report, _key = opened(world)
    client.handler.enforce_csrf_checks = True
    answer = send(client, {"move": "add", "words": "Airnya naik.", "upload": sent(photo())})
    assert answer.status_code == 403
    assert "Airnya naik." in answer.text
    assert "Berkas yang Anda pilih belum ikut" in answer.text
    assert not File.objects.exists()


# --- the thread --------------------------------------------------------------------------------


def test_words_on_the_thread_have_the_same_price_and_nothing_typed_is_lost(world, light):
    client, report, _key = opened(world, who="sealed", name=NAME)
    client.defaults["REMOTE_ADDR"] = STREET
    form = {"move": "add", "words": SAID, "mask": [PHONE], "mask_seen": [PHONE, NAME]}
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False):
        fill(pressure.FORMS, BLOCK)
        steps = Event.objects.count()
        back = send(client, form | {"upload": sent(photo()), "files": ["some-token"]})
        assert back.status_code == 429
        assert SAID in back.text
        assert CHOOSE_AGAIN in back.text
        assert 'href="#f-add-price"' in back.text
        assert 'id="f-add-price"' in back.text
        assert asked(back) == ([PHONE, NAME], [PHONE])
        assert TOKEN.findall(back.text) == ["some-token"]
        assert Event.objects.count() == steps
        assert not File.objects.exists()
        paid = form | {"proof": solved(back.context["price"]), "upload": sent(photo())}
        assert send(client, paid).status_code == 302
        assert Event.objects.count() == steps + 1
        assert len(attached(report)) == 1


def test_who_waits_may_speak_on_the_thread(world):
    client, _report, _key = opened(world)
    client.defaults["REMOTE_ADDR"] = STREET
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False) as clock:
        fill(pressure.FORMS, BLOCK)
        form = {"move": "withdraw", "words": "Sudah beres.", "sure": "on"}
        back = send(client, form)
        price = back.context["price"]
        assert 'name="sure" checked' in back.text
        clock.shift(price.seconds - 1)
        fill(pressure.FORMS, BLOCK)
        early = send(client, form | {"turn": price.turn})
        assert (early.status_code, early.context["price"].turn) == (429, price.turn)
        clock.shift(1)
        fill(pressure.FORMS, BLOCK)
        assert send(client, form | {"turn": price.turn}).status_code == 302


def test_a_step_that_is_wrong_and_paid_for_comes_back_with_its_price(world, light):
    client, _report, _key = opened(world)
    client.defaults["REMOTE_ADDR"] = STREET
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False):
        fill(pressure.FORMS, BLOCK)
        form = {"move": "add", "words": ""}
        form["proof"] = solved(send(client, form).context["price"])
        back = send(client, form)
    assert back.status_code == 422
    assert 'id="f-add-price"' in back.text


def test_a_file_is_taken_out_of_a_step_under_pressure(world):
    client, _report, _key = opened(world)
    client.defaults["REMOTE_ADDR"] = STREET
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False):
        fill(pressure.FORMS, BLOCK)
        typed = {"move": "add", "words": "Airnya naik.", "files": ["one-token", "two-token"]}
        page = send(client, typed | {"drop": "one-token"})
    assert page.status_code == 200
    assert TOKEN.findall(page.text) == ["two-token"]
    assert "Airnya naik." in page.text


def test_who_has_a_report_is_not_slowed_because_many_report(crowded):
    codes: list[str] = []
    make_report(crowded, keep_code=codes.append)
    client = follow(codes[0])
    assert send(client, {"move": "add", "words": "Airnya naik."}).status_code == 302
