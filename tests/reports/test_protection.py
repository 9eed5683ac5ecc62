"""Retaliation: who protects a reporter, and that nobody else can tell that anything was said."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import Agency, Oversight, Role, Tenure
from lapor.channels.officers import seated
from lapor.outbox.models import Message
from lapor.reports import access, closure, handling, publication, triage
from lapor.reports.casework import open_case
from lapor.reports.models import Event, PublishedReport, Stake
from lapor.reports.terms import Audience, Kind, NotFound, Outcome, Reach, Refused
from lapor.reports.watchers import outside
from tests.factories import LONG_AGO, make_agency, make_officer, make_report
from tests.web.desk.cases import page_of
from tests.web.desk.officers import HOST, sign_in

pytestmark = pytest.mark.django_db

THREAT = "Kepala dinas mengancam memecat saya."
SHIELD = "Kami memanggil kepala dinas hari ini."


@pytest.fixture
def case(world):
    """A published report that an office holds, and its reporter."""
    report, reporter = make_report(world, at=timezone.now() - timedelta(hours=2))
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works)
    publication.publish(report, actor=world.admin, title="Lampu jalan")
    return report, reporter


def protectors(report):
    return {office.name for office in outside(report).protectors}


def leave_post(actor):
    Tenure.objects.filter(person=actor.user).update(until=timezone.now())


def threaten(case):
    report, reporter = case
    return closure.retaliation(report, actor=reporter, words=THREAT)


def shape(client, path):
    """Return a page without what is new each time it is fetched."""
    text = client.get(path).text
    text = re.sub(r'csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|hx-headers=\S+', "", text)
    return re.sub(r"\d\d\.\d\d WIB", "", text)


def test_the_inspectorate_of_the_institution_protects(world, case):
    make_officer(Role.OVERSEER, world.ombudsman)
    assert protectors(case[0]) == {"Inspektorat"}


def test_where_the_inspectorate_is_complained_of_an_overseer_outside_does(world):
    make_officer(Role.OVERSEER, world.ombudsman)
    report, _reporter = make_report(world, subjects=(world.inspectorate,))
    assert protectors(report) == {"Ombudsman"}


def test_where_the_inspectorate_holds_it_an_overseer_outside_does(world, case):
    make_officer(Role.OVERSEER, world.ombudsman)
    triage.assign(case[0], actor=world.admin, to=world.inspectorate)
    assert protectors(case[0]) == {"Ombudsman"}


def test_where_nobody_sits_at_the_inspectorate_somebody_else_reads_it(world, case):
    make_officer(Role.OVERSEER, world.ombudsman)
    leave_post(world.overseer)
    assert protectors(case[0]) == {"Ombudsman"}


def test_in_the_end_the_nation_protects(world, case):
    leave_post(world.overseer)
    assert protectors(case[0]) == {"Nasional"}
    threaten(case)
    opened = open_case(case[0].number, world.national)
    assert Reach.PROTECTION in opened.stands
    assert opened.card.thread[-1].text == THREAT
    closure.protect(case[0], actor=world.national, words=SHIELD)


def test_an_oversight_that_has_ended_protects_nobody(world, case):
    make_officer(Role.OVERSEER, world.ombudsman)
    leave_post(world.overseer)
    Oversight.objects.filter(overseer=world.ombudsman).update(until=LONG_AGO)
    assert protectors(case[0]) == {"Nasional"}


def test_of_what_the_nation_holds_the_inspectorate_it_came_from_protects(world):
    report, reporter = make_report(world, at=timezone.now())
    closure.archive(report, actor=world.admin, reason="private", words="Urusan pribadi.")
    closure.appeal(report, actor=reporter, words="Bukan.")
    assert report.holder == world.root
    assert protectors(report) == {"Inspektorat"}


def test_who_protected_before_the_report_came_to_them_reads_no_more(world, case):
    make_officer(Role.OVERSEER, world.ombudsman)
    threaten(case)
    before = set(Message.objects.values_list("pk", flat=True))
    triage.assign(case[0], actor=world.admin, to=world.inspectorate)
    letters = Message.objects.exclude(pk__in=before).filter(template="retaliation/protector")
    assert [letter.agency_id for letter in letters] == [world.ombudsman.pk], "once, at once"
    card = open_case(case[0].number, world.overseer).card
    assert THREAT not in [step.text for step in card.thread]
    standing = Stake.objects.filter(why=Stake.Why.PROTECTOR, until=None)
    assert [stake.agency for stake in standing] == [world.ombudsman]


@pytest.mark.slow
def test_nobody_else_can_tell_by_any_page_that_it_happened(world, case):
    report, _reporter = case
    handling.follow_up(report, actor=world.liaison, words="Sudah.", outcome=Outcome.DONE)
    far = make_agency("Badan Pengawas Lain", world.root)
    triage.support(report, actor=world.liaison, offices=[world.kecamatan])
    closure.refer(report, actor=case[1], to=world.ombudsman, consent=True)
    Oversight.objects.create(overseer=far, agency=world.city, since=LONG_AGO)
    people = [
        *(world.national, world.admin, world.liaison, world.handler, world.stranger),
        *(make_officer(Role.AGENCY_ADMIN, world.inspectorate), make_officer(Role.OVERSEER, far)),
        *(
            make_officer(Role.LIAISON, world.kecamatan),
            make_officer(Role.OVERSEER, world.ombudsman),
        ),
    ]
    clients = [sign_in(person) for person in people]
    pages = [page_of(report), "/desk/", "/desk/cari?q=lampu", f"/laporan/{report.number}"]
    publication.refresh(str(report.pk))
    told = PublishedReport.objects.values_list("story", flat=True).get()
    for client in clients:  # each of them is there already, as the pages say
        client.get(page_of(report))
    before = [[shape(client, page) for page in pages] for client in clients]
    assert any("Sudah." in page for page in before[0])
    threaten(case)
    sign_in(world.overseer).get(page_of(report))
    closure.protect(report, actor=world.overseer, words=SHIELD)
    publication.refresh(str(report.pk))
    for client, seen in zip(clients, before, strict=True):
        for page, told_before in zip(pages, seen, strict=True):
            assert shape(client, page).split("\n") == told_before.split("\n"), page
    assert PublishedReport.objects.values_list("story", flat=True).get() == told


def test_a_form_opened_before_is_taken_and_one_of_the_protector_acts_once(world, case):
    report, _reporter = case
    holder, protector = sign_in(world.liaison), sign_in(world.overseer)
    seen = holder.get(page_of(report)).context["case"].seen
    threaten(case)
    form = {"seen": protector.get(page_of(report)).context["case"].seen, "words": SHIELD}
    where = reverse("desk-act", args=[report.number, "protect"])
    assert [protector.post(where, form).status_code for _n in range(2)] == [302, 409]
    typed = {"seen": seen, "outcome": Outcome.DONE, "words": "Sudah diganti."}
    where = reverse("desk-act", args=[report.number, "follow_up"])
    assert holder.post(where, typed).status_code == 302


def test_an_officer_beside_the_protector_is_not_told_that_the_page_is_stale(world, case):
    """The inspectorate's own liaison helps, and has a form open meanwhile."""
    report, _reporter = case
    triage.support(report, actor=world.liaison, offices=[world.inspectorate])
    threaten(case)
    client = sign_in(make_officer(Role.LIAISON, world.inspectorate))
    seen = client.get(page_of(report)).context["case"].seen
    closure.protect(report, actor=world.overseer, words=SHIELD)
    where = reverse("desk-act", args=[report.number, "note"])
    assert client.post(where, {"seen": seen, "words": "Diperiksa."}).status_code == 302


@pytest.mark.parametrize("accused", ["inspectorate", "city"])
def test_whoever_is_complained_of_afterwards_protects_no_more(world, case, accused):
    far = make_officer(Role.OVERSEER, world.ombudsman)
    report, _reporter = case
    threaten(case)
    triage.reclassify(
        report,
        actor=world.national,
        words="Terlapor ditambah.",
        kind=Kind.COMPLAINT,
        subjects=[getattr(world, accused)],
    )
    with pytest.raises(NotFound):
        open_case(report.number, world.overseer)
    assert THREAT in [step.text for step in open_case(report.number, far).card.thread]
    letters = Message.objects.filter(template="retaliation/protector", agency_id=world.ombudsman.pk)
    assert letters.count() == 1


def test_who_is_called_to_protect_is_told_once_however_often_a_report_is_handed_on(world, case):
    threaten(case)
    triage.assign(case[0], actor=world.admin, to=world.kecamatan)
    triage.assign(case[0], actor=world.admin, to=world.works)
    letters = Message.objects.filter(template="retaliation/protector")
    assert [letter.agency_id for letter in letters] == [world.inspectorate.pk]


def test_where_nobody_told_of_retaliation_no_change_of_hands_calls_a_protector(world, case):
    triage.assign(case[0], actor=world.admin, to=world.kecamatan)
    assert not Stake.objects.filter(why=Stake.Why.PROTECTOR).exists()


def test_only_the_protectors_get_a_letter_and_only_the_reporter_an_answer(world, case):
    before = set(Message.objects.values_list("pk", flat=True))
    threaten(case)
    letter = Message.objects.exclude(pk__in=before).get()
    assert (letter.agency_id, letter.audience) == (world.inspectorate.pk, Audience.PROTECTOR)
    assert seated(world.inspectorate.pk, Audience.PROTECTOR) == [world.overseer.user.email]
    leave_post(world.overseer)
    assert seated(world.inspectorate.pk, Audience.PROTECTOR) == [], "it climbs nowhere"
    closure.protect(case[0], actor=world.overseer, words=SHIELD)
    answer = Message.objects.exclude(pk__in=before).exclude(pk=letter.pk).get()
    assert answer.audience == Audience.REPORTER
    assert "dendam" not in str(answer.context)


def test_a_letter_about_it_that_failed_is_in_no_admins_list(world, case):
    threaten(case)
    closure.protect(case[0], actor=world.overseer, words=SHIELD)
    Message.objects.update(state=Message.State.DEAD, settled_at=timezone.now())
    for admin in (world.admin, world.national):
        page = sign_in(admin).get(reverse("desk-letters")).text
        assert "dendam" not in page.lower()
        assert "lindung" not in page.lower()
    assert "Terusan" not in page


def test_what_was_said_cannot_be_asked_out_by_masking(world, case):
    threaten(case)
    with pytest.raises(Refused):
        publication.publish(
            case[0], actor=world.admin, title="Lampu", redactions=["mengancam memecat"]
        )


def test_a_protector_who_may_publish_is_not_offered_to_release_it(world, case):
    leave_post(world.overseer)
    event = threaten(case)
    client = sign_in(world.national)
    page = client.get(page_of(case[0])).text
    assert THREAT in page
    assert f'name="release" value="{event.pk}"' not in page
    publication.publish(case[0], actor=world.national, title="Lampu", release=[event.pk])
    assert THREAT not in str(PublishedReport.objects.get().story)


def test_a_confidential_report_is_opened_to_who_protects_its_reporter(world):
    report, reporter = make_report(world, at=timezone.now(), confidential=True)
    with pytest.raises(NotFound):
        access.get_report(report.number, world.overseer)
    closure.retaliation(report, actor=reporter, words=THREAT)
    assert access.get_report(report.number, world.overseer) == report
    assert access.who_sees(report, [world.admin, world.overseer]) == [True, False]


def test_nobody_but_a_protector_answers(world, case):
    threaten(case)
    for person in (world.admin, world.national, world.liaison, case[1]):
        with pytest.raises(Refused):
            closure.protect(case[0], actor=person, words=SHIELD)
    assert not Event.objects.filter(move="protect").exists()


def thread_of(world, **fields):
    """Return a browser at the thread of a new report, and its report."""
    codes: list[str] = []
    report, _reporter = make_report(world, at=timezone.now(), keep_code=codes.append, **fields)
    client = sign_in(world.stranger)
    client.post("/lacak", {"kode": codes[0]}, headers=HOST)
    return client, report


def say_so(client):
    """Return the page after the reporter has told of retaliation there."""
    page = client.get("/lacak/percakapan")
    form = {"move": "retaliation", "words": THREAT, "seen": page.context["seen"]}
    form["number"] = page.context["card"].number
    return client.post("/lacak/percakapan", form, follow=True).text


def test_the_reporter_reads_who_will_read_it_before_it_is_sent(world):
    client, report = thread_of(world)
    page = client.get("/lacak/percakapan").text
    assert "Yang membaca hanya Inspektorat." in page
    assert f"{report.holder.name}, atasannya, dan umum tidak melihat pesan ini" in page
    assert "Kantor yang menangani laporan ini tidak melihatnya" in say_so(client)


def test_where_the_nation_protects_nobody_is_told_that_those_above_do_not_see_it(world):
    Agency.objects.filter(pk=world.root.pk).update(name="Admin Nasional")
    leave_post(world.overseer)
    client, _report = thread_of(world)
    page = client.get("/lacak/percakapan").text
    assert "Yang membaca hanya Admin Nasional. Kota Serang, kantor lain di instansinya" in page
    assert "atasannya" not in page
    assert "Kantor yang menangani laporan ini tidak melihatnya" in say_so(client)


def test_where_nobody_stands_above_the_holder_the_page_says_so(world):
    Agency.objects.filter(pk=world.root.pk).update(name="Admin Nasional")
    client, _report = thread_of(world, requested_agency=None)
    assert "Kantor itu juga memegang laporan ini" in client.get("/lacak/percakapan").text
    page = say_so(client)
    assert "sampai pada Admin Nasional, yang juga memegang laporan ini" in page
    assert "Kantor yang menangani laporan ini tidak melihatnya" not in page
