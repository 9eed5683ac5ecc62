"""Rules are changed by who governs them, one change at a time, and undone by one more."""

from datetime import date, timedelta
from typing import Any

import pytest

from lapor.agencies import rulebook, rulebook_dates, rulebook_oversight, rulebook_texts
from lapor.agencies.actor import Actor
from lapor.agencies.models import (
    Category,
    Change,
    DeadlinePolicy,
    EscalationLadder,
    Holiday,
    MessageTemplate,
    Oversight,
    Reason,
    RulesVersion,
)
from lapor.agencies.rulebook import NotGoverned, Overtaken, RuleRefused, first_day, newest
from lapor.agencies.rulebook_dates import policy_row
from lapor.agencies.rules import rules
from lapor.reports.terms import OFFICE_CLOCKS, Clock, Kind
from tests.factories import World

pytestmark = pytest.mark.django_db
ANSWER = (str(Clock.FIRST_FOLLOW_UP), "", None)
To = EscalationLadder.To


def promise(world: World, days: int, **fields: Any) -> Change:
    told: dict[str, Any] = {
        "days": days,
        "remind_days": 1,
        "valid_from": first_day(),
        "basis": "Perwal 7/2026",
        "actor": world.admin,
        "seen": newest(Change.Topic.POLICY, policy_row(ANSWER, world.city.pk)),
    }
    return rulebook_dates.set_policy(ANSWER, world.city.pk, **told | fields)


def holiday(actor: Actor, day: date, **fields: Any) -> Change:
    assert actor.agency
    told: dict[str, Any] = {
        "day": day,
        "name": "Hari Jadi Kota",
        "kind": Holiday.Kind.LOCAL,
        "agency_id": actor.agency.pk,
        "actor": actor,
        "why": "SK wali kota",
        "seen": newest(Change.Topic.HOLIDAY),
    }
    return rulebook_dates.set_holiday(None, **told | fields)


def limit(world: World, day: date) -> int:
    return rules().policy(ANSWER[0], Kind.COMPLAINT, False, day, world.works.lineage).days


def test_only_what_an_office_owes_can_be_promised_in_less():
    assert set(rulebook_dates.PROMISED) == {*OFFICE_CLOCKS, Clock.SETTLE}


def test_a_promise_holds_from_its_day_for_the_office_and_all_below_it(world):
    change = promise(world, 3)
    assert limit(world, first_day()) == 3
    assert limit(world, first_day() - timedelta(days=1)) == 5
    assert change.after
    assert (change.before, change.after["days"], change.why) == (None, 3, "Perwal 7/2026")
    assert (change.agency, change.post) == (world.city, world.admin.post)


def test_a_promise_of_as_much_or_more_is_refused_at_the_field(world):
    for days in (5, 6):
        with pytest.raises(RuleRefused, match="lebih pendek dari 5 hari") as refusal:
            promise(world, days)
        assert refusal.value.field == "days"


def test_an_office_promises_less_than_the_tier_above_has_promised(world):
    promise(world, 3)
    told: dict[str, Any] = {"remind_days": 1, "valid_from": first_day(), "basis": "x", "seen": 0}
    with pytest.raises(RuleRefused, match="lebih pendek dari 3 hari, Kota Serang"):
        rulebook_dates.set_policy(ANSWER, world.works.pk, days=4, actor=world.national, **told)


def test_no_office_gives_its_reporters_less_time(world):
    key = (str(Clock.REPORTER_REPLY), "", None)
    told: dict[str, Any] = {"remind_days": 1, "valid_from": first_day(), "basis": "x", "seen": 0}
    with pytest.raises(NotGoverned):
        rulebook_dates.set_policy(key, world.city.pk, days=2, actor=world.admin, **told)


def test_a_limit_never_begins_on_a_day_that_has_begun_anywhere(world):
    with pytest.raises(RuleRefused) as refusal:
        promise(world, 3, valid_from=first_day() - timedelta(days=1))
    assert refusal.value.field == "valid_from"


@pytest.mark.parametrize("who", ["liaison", "handler", "overseer", "stranger"])
def test_whoever_does_not_govern_the_office_finds_nothing_to_change(world, who):
    with pytest.raises(NotGoverned):
        promise(world, 3, actor=getattr(world, who))
    assert not Change.objects.exists()


def test_an_admin_of_an_institution_never_sets_what_is_the_nations(world):
    told: dict[str, Any] = {
        "days": 4,
        "remind_days": 1,
        "valid_from": first_day(),
        "basis": "x",
        "seen": 0,
    }
    with pytest.raises(NotGoverned):
        rulebook_dates.set_policy(ANSWER, None, actor=world.admin, **told)
    with pytest.raises(NotGoverned):
        holiday(world.admin, date(2030, 1, 1), agency_id=None, kind=Holiday.Kind.NATIONAL)
    with pytest.raises(NotGoverned):
        rulebook_texts.set_category(
            None, name="Baru", order=1, active=True, actor=world.admin, why="x", seen=0
        )
    rulebook_dates.set_policy(ANSWER, None, actor=world.national, **told)
    assert limit(world, first_day()) == 4


def test_a_promise_is_withdrawn_by_a_new_row_and_the_old_one_stays(world):
    promise(world, 3)
    rulebook_dates.withdraw_promise(
        ANSWER,
        world.city.pk,
        valid_from=first_day(),
        basis="Perwal 9/2026",
        actor=world.admin,
        seen=newest(Change.Topic.POLICY),
    )
    assert limit(world, first_day()) == 5
    assert DeadlinePolicy.objects.filter(agency=world.city).count() == 2


def test_a_narrow_promise_that_ended_leaves_room_for_a_broad_one(world):
    same: dict[str, Any] = {
        "clock": Clock.SETTLE,
        "agency": world.city,
        "valid_from": date(2021, 1, 1),
    }
    DeadlinePolicy.objects.create(days=10, basis="a", **same)
    DeadlinePolicy.objects.create(days=8, kind="complaint", basis="b", withdrawn=True, **same)
    day, lineage = date(2022, 1, 1), world.city.lineage
    from_rows = rules()
    from_rows = type(from_rows)(
        **{**from_rows.__dict__, "policies": tuple(DeadlinePolicy.objects.all())}
    )
    assert from_rows.policy("settle", "complaint", False, day, lineage).days == 10


def test_a_change_is_undone_once_by_another_and_can_be_done_again(world):
    made = promise(world, 3)
    undone = rulebook.undo(made.pk, actor=world.admin, why="Salah ketik")
    assert limit(world, first_day()) == 5
    assert (undone.undoes, undone.why) == (made, "Salah ketik")
    with pytest.raises(RuleRefused, match="sudah dibatalkan"):
        rulebook.undo(made.pk, actor=world.admin, why="Lagi")
    rulebook.undo(undone.pk, actor=world.admin, why="Ternyata benar")
    assert limit(world, first_day()) == 3


def test_what_something_newer_stands_on_is_not_undone(world):
    first = promise(world, 4)
    promise(world, 3)
    with pytest.raises(RuleRefused, match="lebih baru"):
        rulebook.undo(first.pk, actor=world.admin, why="x")
    with pytest.raises(NotGoverned):
        rulebook.undo(first.pk, actor=world.stranger, why="x")


def test_of_two_editors_the_second_is_told_what_the_first_did(world):
    seen = newest(Change.Topic.POLICY, policy_row(ANSWER, world.city.pk))
    first = promise(world, 4, seen=seen)
    with pytest.raises(Overtaken) as overtaken:
        promise(world, 3, seen=seen, actor=world.national)
    assert overtaken.value.by == first
    assert limit(world, first_day()) == 4


def test_a_button_pressed_twice_changes_once(world):
    assert promise(world, 3, seen=0) == promise(world, 3, seen=0)
    one = holiday(world.admin, date(2030, 8, 10))
    assert holiday(world.admin, date(2030, 8, 10), seen=one.pk - 1) == one
    make: dict[str, Any] = {
        "name": "Air",
        "order": 1,
        "active": True,
        "actor": world.national,
        "why": "x",
    }
    before = newest(Change.Topic.CATEGORY)
    rulebook_texts.set_category(None, **make, seen=before)
    rulebook_texts.set_category(None, **make, seen=before)
    assert Category.objects.filter(name="Air").count() == 1
    assert Change.objects.count() == 3


def test_a_holiday_is_added_renamed_withdrawn_and_comes_back(world):
    day = date(2030, 8, 10)
    added = holiday(world.admin, day)
    key = int(added.row)
    renamed = rulebook_dates.set_holiday(
        key,
        day=day,
        name="HUT Kota",
        kind=Holiday.Kind.LOCAL,
        agency_id=world.city.pk,
        actor=world.admin,
        why="ejaan",
        seen=added.pk,
    )
    gone = rulebook_dates.withdraw_holiday(key, actor=world.admin, why="batal", seen=renamed.pk)
    assert day not in rules().holidays.get(world.city.pk, {})
    holiday(world.admin, day, name="HUT Kota lagi")
    assert Holiday.objects.get(pk=key).name == "HUT Kota lagi"
    assert rules().holidays[world.city.pk][day] == "HUT Kota lagi"
    assert gone.before
    assert gone.before["withdrawn"] is False


def test_undoing_a_new_holiday_makes_a_working_day_of_it_and_keeps_its_row(world):
    made = holiday(world.national, date(2030, 6, 1), agency_id=None, kind=Holiday.Kind.NATIONAL)
    rulebook.undo(made.pk, actor=world.national, why="SKB berubah")
    assert date(2030, 6, 1) not in rules().holidays.get(None, {})
    assert Holiday.objects.get(pk=made.row).withdrawn


def test_the_last_rung_is_always_the_nation(world):
    told: dict[str, Any] = {
        "valid_from": first_day(),
        "basis": "x",
        "actor": world.national,
        "seen": 0,
    }
    high, low = {"to": To.INSPECTORATE, "days": 1}, {"to": To.ABOVE, "days": 1}
    last = {"to": To.NATION, "days": 5}
    for steps in ([], [low], [last, last], [high, low, last]):
        with pytest.raises(RuleRefused):
            rulebook_dates.set_ladder(steps, **told)
    change = rulebook_dates.set_ladder([low, last], **told)
    assert rules().ladder(first_day()).steps == [low, last]
    rulebook.undo(change.pk, actor=world.national, why="kembali")
    assert len(rules().ladder(first_day()).steps) == 3


def test_a_letter_to_an_unproved_address_must_not_name_the_report(world):
    told: dict[str, Any] = {
        "proved": False,
        "subject": "Laporan",
        "actor": world.national,
        "why": "x",
        "seen": 0,
    }
    for body, says in (
        ("{title} {number}", "dibuktikan"),
        ("Halo {nama} {number}", "tidak dikenal"),
        ("x" * 1201, "Paling banyak"),
        ("Ada kabar.", "Sebut"),
    ):
        with pytest.raises(RuleRefused, match=says) as refusal:
            rulebook_texts.set_letter("", "", "id", body=body, **told)
        assert refusal.value.field == "body"
    with pytest.raises(NotGoverned):
        rulebook_texts.set_letter("no-such-step", "", "id", body="{number}", **told)


def write_in_english(world: World) -> Change:
    return rulebook_texts.set_letter(
        "",
        "",
        "en",
        proved=False,
        subject="Report {number}",
        body="There is news.",
        actor=world.national,
        why="English",
        seen=newest(Change.Topic.TEMPLATE),
    )


def test_a_letter_in_english_is_added_and_undoing_takes_it_away(world):
    made = write_in_english(world)
    assert ("", "", "en", False) in rules().templates
    undone = rulebook.undo(made.pk, actor=world.national, why="x")
    assert (undone.after, MessageTemplate.objects.filter(language="en").exists()) == (None, False)
    rulebook.undo(undone.pk, actor=world.national, why="x")
    assert ("", "", "en", False) in rules().templates


def test_what_went_does_not_come_back_beside_what_took_its_place(world):
    undone = rulebook.undo(write_in_english(world).pk, actor=world.national, why="x")
    write_in_english(world)
    with pytest.raises(RuleRefused, match="aturan lain yang sama"):
        rulebook.undo(undone.pk, actor=world.national, why="x")
    assert MessageTemplate.objects.filter(language="en").count() == 1


def test_a_standard_text_knows_only_its_places(world):
    told: dict[str, Any] = {
        "title": "Sudah dicek",
        "move": "follow_up",
        "status": "",
        "category_id": None,
        "agency_id": world.city.pk,
        "order": 1,
        "active": True,
        "actor": world.admin,
        "why": "x",
        "seen": 0,
    }
    with pytest.raises(RuleRefused, match=r"\{nama\} tidak dikenal"):
        rulebook_texts.set_text(None, body="Yth {nama}", **told)
    rulebook_texts.set_text(None, body="Laporan {number} dicek {…}.", **told)
    with pytest.raises(NotGoverned):
        rulebook_texts.set_text(None, body="Halo.", **told | {"agency_id": world.other.pk})
    near = rulebook_texts.texts_for(["follow_up"], "assigned", None, world.works.ids)
    assert [row.title for row in near] == ["Sudah dicek"]
    assert not rulebook_texts.texts_for(["follow_up"], "assigned", None, world.other.ids)
    assert not rulebook_texts.texts_for(["close"], "assigned", None, world.works.ids)


def test_the_last_reason_of_a_step_stays_and_its_code_never_changes(world):
    rows = list(Reason.objects.filter(move="archive"))
    told: dict[str, Any] = {
        "code": "other",
        "label": "Alasan",
        "sentence": "Laporan Anda tidak dapat kami tindak lanjuti di sini.",
        "order": 1,
        "active": False,
        "actor": world.national,
        "why": "x",
        "seen": 0,
    }
    rulebook_texts.set_reason(rows[0].pk, move="decline", **told)
    with pytest.raises(RuleRefused, match="terakhir"):
        rulebook_texts.set_reason(rows[1].pk, move="archive", **told)
    kept = Reason.objects.get(pk=rows[0].pk)
    assert (kept.move, kept.code) == ("archive", rows[0].code)


def test_oversight_begins_and_ends_by_a_date_and_is_never_deleted(world):
    told: dict[str, Any] = {
        "since": date(2100, 1, 1),
        "actor": world.national,
        "why": "SK",
        "seen": 0,
    }
    with pytest.raises(RuleRefused, match="hanya inspektorat"):
        rulebook_oversight.begin_oversight(world.works, world.city, **told)
    watch = rulebook_oversight.begin_oversight
    with pytest.raises(NotGoverned):
        watch(world.ombudsman, world.other, **told | {"actor": world.admin})
    made = watch(world.ombudsman, world.other, **told)
    rulebook.undo(made.pk, actor=world.national, why="keliru")
    row = Oversight.objects.get(pk=made.row)
    assert row.until == row.since


def test_every_change_tells_the_other_processes(world):
    before = RulesVersion.objects.get().version
    holiday(world.admin, date(2030, 8, 10))
    assert RulesVersion.objects.get().version != before
