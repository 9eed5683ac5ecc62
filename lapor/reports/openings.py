"""Who opened a report, and who has it open now: one statement for each time it is shown."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from lapor.accounts.models import User
from lapor.agencies.actor import Actor, officer
from lapor.agencies.models import Agency, Post
from lapor.reports import access
from lapor.reports.models import Opening, Presence, Report, Stake
from lapor.reports.terms import Audience

HERE = timedelta(minutes=3)  # since the browser last said so
OLD = timedelta(days=1)
MOST = 20
# Who looks on without taking part is written down, and not shown to those they look at.
UNSHOWN = (Audience.OVERSEER, Audience.PROTECTOR)

OPENED = """
opened AS (
    INSERT INTO reports_opening (report_id, user_id, post_id, agency_id, role, audience, at)
    VALUES (%(report)s, %(user)s, %(post)s, %(agency)s, %(role)s, %(audience)s, %(now)s)
    RETURNING id
), read AS (
    UPDATE reports_mention SET read_at = %(now)s
    WHERE report_id = %(report)s AND person_id = %(user)s AND read_at IS NULL RETURNING id
),
"""
LOOK = """
WITH {opened} here AS (
    INSERT INTO reports_presence (report_id, user_id, post_id, seen_at)
    SELECT %(report)s, %(user)s, %(post)s, %(now)s WHERE %(shown)s
    ON CONFLICT (report_id, user_id)
    DO UPDATE SET seen_at = EXCLUDED.seen_at, post_id = EXCLUDED.post_id RETURNING id
)
SELECT u.id, u.name, p.id, p.title, p.role, a.id, a.path::text, 'here', ARRAY(
    SELECT DISTINCT hat.id || ' ' || hat.path::text FROM (
        SELECT post_id FROM agencies_tenure t
        WHERE t.person_id = u.id AND t.since <= %(now)s AND (t.until IS NULL OR t.until > %(now)s)
        UNION ALL SELECT post_id FROM agencies_delegation d
        WHERE d.person_id = u.id AND d.since <= %(now)s AND (d.until IS NULL OR d.until > %(now)s)
    ) AS acting JOIN agencies_post seat ON seat.id = acting.post_id AND seat.ended_at IS NULL
    JOIN agencies_agency hat ON hat.id = seat.agency_id
)
FROM reports_presence r JOIN accounts_user u ON u.id = r.user_id
JOIN agencies_post p ON p.id = r.post_id JOIN agencies_agency a ON a.id = p.agency_id
WHERE r.report_id = %(report)s AND r.user_id <> %(user)s AND r.seen_at > %(since)s
UNION ALL
SELECT s.person_id, '', 0, '', '', 0, '', 'follows', NULL FROM reports_stake s
WHERE s.report_id = %(report)s AND s.person_id = %(user)s AND s.why = %(watcher)s
AND s.until IS NULL
UNION ALL
SELECT d.id, d.move, 0, d.state, d.code, 0, CASE WHEN d.author_id = %(user)s THEN
    json_build_object('words', d.words, 'files', d.files, 'says', (
        SELECT k.words FROM reports_remark k WHERE k.draft_id = d.id AND k.sent_back
        ORDER BY k.id DESC LIMIT 1))::text END, 'draft', NULL
FROM reports_draft d
WHERE d.report_id = %(report)s AND d.party_id IS NULL AND (
    d.author_id = %(user)s AND d.agency_id = %(agency)s
        AND d.state IN ('writing', 'waiting', 'sent_back')
    OR d.state IN ('waiting', 'sent_back') AND (d.agency_id = %(agency)s
        OR %(admin)s AND d.agency_id IN (
            SELECT b.id FROM agencies_agency b WHERE b.path <@ %(path)s::ltree)))
"""


@dataclass(frozen=True)
class Other:
    """Somebody else who has the report open."""

    name: str
    post: str


@dataclass(frozen=True)
class Begun:
    """An answer that an office has begun: one's own with its words, a colleague's without."""

    id: int
    move: str
    state: str
    own: bool
    outcome: str = ""
    words: str = ""
    files: tuple[str, ...] = ()
    says: str = ""  # why it was sent back

    @property
    def waits(self) -> bool:
        return self.state == "waiting"

    @property
    def is_back(self) -> bool:
        return self.state == "sent_back"


@dataclass(frozen=True)
class Look:
    """What is known beside a report when somebody looks at it."""

    others: tuple[Other, ...] = ()
    follows: bool = False
    drafts: tuple[Begun, ...] = ()


def look(report: Report, actor: Actor, audience: Audience, now: datetime) -> Look:
    """Write down that this officer was shown the report, and say who else has it open.

    Mentions of this officer there count as read. One statement; one more where others are there,
    because each of them must still see the report to be named.
    """
    return _look(report, actor, audience, now, OPENED)


def note_shown(report: Report, actor: Actor, audience: Audience, now: datetime) -> None:
    """Write down that this officer was handed a file, or shown what the report says beside an
    answer, once between two steps of the report.

    Who was shown the report since its newest step is written down already.
    """
    if actor.user is None or actor.post is None or actor.agency is None:
        return
    newest = report.events.order_by("-pk").values("at")[:1]
    if Opening.objects.filter(report=report, user=actor.user, at__gte=newest).exists():
        return
    Opening.objects.create(
        report=report,
        user=actor.user,
        post=actor.post,
        agency=actor.agency,
        role=actor.role,
        audience=audience,
        at=now,
    )


def stay(report: Report, actor: Actor, audience: Audience, now: datetime) -> Look:
    """Say that the page is still open before them; that is no new opening."""
    return _look(report, actor, audience, now, "")


def leave(report: Report, actor: Actor) -> None:
    """Say that the page is closed."""
    Presence.objects.filter(report=report, user=actor.user).delete()


def forget(now: datetime) -> None:
    """Delete what browsers said of themselves before today; that a report was opened is kept."""
    Presence.objects.filter(seen_at__lt=now - OLD).delete()


def _look(report: Report, actor: Actor, audience: Audience, now: datetime, opened: str) -> Look:
    if actor.user is None or actor.post is None or actor.agency is None:
        return Look()
    given: dict[str, Any] = {
        "report": report.pk,
        "user": actor.user.pk,
        "post": actor.post.pk,
        "agency": actor.agency.pk,
        "role": actor.role.value,
        "audience": audience.value,
        "now": now,
        "since": now - HERE,
        "shown": audience not in UNSHOWN,
        "watcher": Stake.Why.WATCHER.value,
        "admin": actor.role in access.ADMINS,
        "path": str(actor.agency.path),
    }
    with connection.cursor() as cursor:
        cursor.execute(LOOK.format(opened=opened), given)
        rows = cursor.fetchall()
    found = [(_actor(row), Other(row[1], row[3])) for row in rows if row[7] == "here"]
    near = [(other, told) for other, told in found if _beside(actor, other)][:MOST]
    return Look(
        _still_there(report, near),
        any(row[7] == "follows" for row in rows),
        tuple(_begun(row) for row in rows if row[7] == "draft"),
    )


def _begun(row: Sequence[Any]) -> Begun:
    key, move, _post, state, code, _agency, told, _what, _hats = row
    if not told:
        return Begun(key, move, state, own=False)
    own = json.loads(told)
    files = tuple(own["files"])
    return Begun(key, move, state, True, code, own["words"], files, own["says"] or "")


def _actor(row: Sequence[Any]) -> Actor:
    """Return the other as an actor, with as much of them as the rules of access ask for."""
    user, name, post, title, role, agency, path, _what, hats = row
    seat = Post(pk=post, title=title, role=role, agency=Agency(pk=agency, path=path))
    pairs = (hat.split() for hat in hats)
    acting = (Agency(pk=int(key), path=where) for key, where in pairs)
    return officer(User(pk=user, name=str(name)), seat, acting)


def _beside(actor: Actor, other: Actor) -> bool:
    """Say whether both sit in one institution."""
    return bool(
        actor.agency and other.agency and actor.agency.institution == other.agency.institution
    )


def _still_there(report: Report, near: Sequence[tuple[Actor, Other]]) -> tuple[Other, ...]:
    if not near:
        return ()
    sees = access.who_sees(report, [other for other, _told in near])
    return tuple(told for (_other, told), is_so in zip(near, sees, strict=True) if is_so)
