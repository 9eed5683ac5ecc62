"""One invented report and the steps that may happen to it, each taken through the stages."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Case as Rank
from django.db.models import When

from lapor.agencies.actor import CITIZEN, Actor
from lapor.agencies.models import Agency, Region, Role
from lapor.kit import points
from lapor.kit.points import Pin
from lapor.project.seed.institutions import WITH_OFFICES
from lapor.project.seed.people import FIRST, SECOND
from lapor.project.seed.regions import name_of
from lapor.project.seed.scene import Scene, Target
from lapor.project.seed.stories import Story, Voice
from lapor.reports import access, closure, copies, handling, intake, publication, triage
from lapor.reports.models import OPEN, Report
from lapor.reports.terms import Channel, Clock, Kind, Outcome

Course = Iterator[datetime]  # yields the moment of its next step, and takes it when resumed
CHANNELS = (
    [Channel.WEB] * 12
    + [Channel.APP] * 4
    + [Channel.WHATSAPP, Channel.WHATSAPP, Channel.TELEGRAM, Channel.SMS, Channel.X]
)
SERANG, AROUND = "36.73", (-6.12, 106.15)  # the one city whose reports have points
SEATS = (Role.LIAISON, Role.HANDLER)
TOLD = (Kind.INFORMATION_REQUEST, Kind.PRAISE)  # answered with words alone


class Case:
    """A report on its way. Each method is one step: it waits, then somebody acts."""

    report: Report
    reporter: Actor
    asked_until: datetime  # of the extension that was asked for last

    def __init__(
        self, key: str, scene: Scene, story: Story, target: Target, at: datetime, seed: int
    ) -> None:
        self.key, self.scene, self.story, self.target, self.at = key, scene, story, target, at
        self.rng = random.Random(seed)  # noqa: S311 - a story, not a key
        region = target.region or self.rng.choice(WITH_OFFICES)
        self.place = self._place(region)
        place = self.place.name if self.place else name_of(region)
        self.voice = Voice(story, place, self.rng)
        self.private = self.voice.say("private") if self.rng.random() < 0.35 else ""

    def _place(self, region: str) -> Region | None:
        """Return a village of the region; one report in five names no place."""
        if self.rng.random() < 0.2:
            return None
        villages = self.scene.places[region[:5]]
        return self.rng.choice([row for row in villages if row.code.startswith(region)])

    def _pin(self) -> Pin | None:
        """Return a point somewhere in the city; by a lot of its own, so that the rest stays."""
        rng = random.Random(f"point {self.key}")  # noqa: S311
        if self.place is None or not self.place.code.startswith(SERANG) or rng.random() < 0.7:
            return None
        north, east = (middle + rng.uniform(-0.03, 0.03) for middle in AROUND)
        return points.pin(north, east, rng.choice((8, 15, 30)))

    # --- waiting

    def office_hours(self, least: int, most: int | None = None) -> datetime:
        days = self.rng.randint(least, most or least)
        holder = self.report.holder
        self.at = self.scene.at_work(holder, self.at, days, self.rng)
        return self.at

    def free_time(self, least: int, most: int | None = None) -> datetime:
        days = self.rng.randint(least, most or least)
        self.at = self.scene.at_home(self.target.office, self.at, days, self.rng)
        return self.at

    # --- who acts

    @property
    def worker(self) -> Actor:
        """Somebody at the holder; of a confidential report the one it was given to."""
        report = self.report
        if report.holder.is_institution:
            return self.admin
        near = (self.scene.cast.get((report.holder.slug, role)) for role in SEATS)
        seated = [actor for actor in near if actor]
        named = [actor for actor in seated if actor.post and actor.post.pk == report.handler_id]
        return self.rng.choice(named or seated)

    @property
    def liaison(self) -> Actor:
        """Who may pass the report on."""
        if self.report.holder.is_institution:
            return self.admin
        return self.scene.cast[self.report.holder.slug, Role.LIAISON]

    @property
    def admin(self) -> Actor:
        return self.scene.admin(self.report.holder)

    # --- steps of the reporter

    def receive(
        self,
        to: Agency | None = None,
        *,
        subjects: tuple[Agency, ...] = (),
        anonymous: bool | None = None,
        confidential: bool = False,
    ) -> Course:
        yield self.at
        rng, kind = self.rng, self.story.kind
        hidden = rng.random() < 0.3 if anonymous is None else anonymous
        days_ago = timedelta(days=rng.randint(0, 9))
        receipt = intake.receive(
            intake.Submission(
                client_key=self.key,
                channel=rng.choice(CHANNELS),
                title=self.voice.title,
                body=self.voice.body(self.private),
                kind=kind,
                category=self.scene.categories.get(self.story.category)
                if rng.random() < 0.6
                else None,
                occurred_on=(self.at - days_ago).date() if kind == Kind.COMPLAINT else None,
                region=self.place,
                landmark=self.voice.landmark if self.place and rng.random() < 0.5 else "",
                pin=self._pin(),
                requested_agency=to,
                subjects=subjects,
                anonymous=hidden,
                confidential=confidential,
                person={} if hidden else self._person(),
                address=f"{self.key}@example.org" if rng.random() < 0.35 else "",
            ),
            actor=CITIZEN,
            at=self.at,
        )
        self.report = receipt.report
        self.reporter = Actor(Role.REPORTER, receipt=access.digest(receipt.code))

    def _person(self) -> dict[str, str]:
        return {"name": f"{self.rng.choice(FIRST)} {self.rng.choice(SECOND)} Contoh"}

    def add(self) -> Course:
        yield self.free_time(0)
        closure.add(self.report, actor=self.reporter, words=self.voice.say("more"), at=self.at)

    def reply(self, least: int = 0, most: int = 5) -> Course:
        yield self.free_time(least, most)
        words = self.voice.say("not_yet")
        closure.reply(self.report, actor=self.reporter, words=words, at=self.at)

    def accept(self, least: int = 0, most: int = 6) -> Course:
        """Close it, content."""
        yield self.free_time(least, most)
        words, outcome = self.voice.say("thanks"), self._outcome()
        closure.close(self.report, actor=self.reporter, outcome=outcome, words=words, at=self.at)

    def rate(self, least: int = 1, most: int = 5) -> Course:
        """Say how it was; who closed it content is content more often."""
        yield self.free_time(0, 3)
        stars = self.rng.randint(least, most)
        words = self.voice.say("praised" if stars > 3 else "blamed")
        closure.rate(self.report, actor=self.reporter, stars=stars, words=words, at=self.at)

    def retaliation(self) -> Course:
        yield self.free_time(0, 2)
        words = self.voice.say("retaliation")
        closure.retaliation(self.report, actor=self.reporter, words=words, at=self.at)

    def protect(self, protector: Actor) -> Course:
        yield self.office_hours(0, 1)
        words = self.voice.say("protect")
        closure.protect(self.report, actor=protector, words=words, at=self.at)

    def refer(self, to: Agency) -> Course:
        yield self.free_time(1, 3)
        words = self.voice.say("refer")
        closure.refer(
            self.report, actor=self.reporter, to=to, consent=True, words=words, at=self.at
        )

    def withdraw(self) -> Course:
        yield self.free_time(0, 2)
        words = self.voice.say("withdraw")
        closure.withdraw(self.report, actor=self.reporter, words=words, at=self.at)

    def reopen(self) -> Course:
        yield self.free_time(2, 6)
        closure.reopen(self.report, actor=self.reporter, words=self.voice.say("reopen"), at=self.at)

    def appeal(self) -> Course:
        yield self.free_time(2, 10)
        closure.appeal(self.report, actor=self.reporter, words=self.voice.say("appeal"), at=self.at)

    def complete(self) -> Course:
        """Answer what was asked."""
        yield self.free_time(1, 9)
        words = self.voice.say("completed")
        triage.resume(self.report, actor=self.reporter, words=words, at=self.at)

    # --- steps of verifiers

    def verify(
        self,
        least: int = 0,
        most: int = 2,
        *,
        to: Agency | None = None,
        oversight: bool = False,
        subjects: Sequence[Agency] = (),
        public: bool = True,
    ) -> Course:
        yield self.office_hours(least, most)
        actor = self.admin
        triage.verify(
            self.report,
            actor=actor,
            kind=self.story.kind,
            oversight=oversight,
            category=self.scene.categories.get(self.story.category),
            subjects=subjects,
            at=self.at,
        )
        if public and not self.report.confidential and self.rng.random() < 0.85:
            self.publish(actor)
        if to:
            yield from self.assign(to, by=actor)

    def publish(self, actor: Actor) -> None:
        redactions = [self.private] if self.private else []
        title = self.voice.title
        publication.publish(
            self.report, actor=actor, title=title, redactions=redactions, at=self.at
        )

    def assign(
        self, to: Agency, *, by: Actor | None = None, least: int = 0, most: int = 0
    ) -> Course:
        yield self.office_hours(least, most)
        words = self.voice.say("assign")
        triage.assign(self.report, to=to, actor=by or self.admin, words=words, at=self.at)

    def archive(self, reason: str) -> Course:
        yield self.office_hours(0, 2)
        words, goes_on = self.voice.say("archived"), None
        if reason == copies.DUPLICATE:
            goes_on = self.another()
            reason = reason if goes_on else "too_general"
        closure.archive(
            self.report,
            actor=self.admin,
            reason=reason,
            copy_of=goes_on,
            sure=goes_on is not None,
            words=words,
            at=self.at,
        )

    def another(self) -> Report | None:
        """Return the newest open report that lies nearest to this one by its category."""
        rows = Report.objects.filter(OPEN, verified=True, confidential=False, whole=None)
        rows = rows.filter(holder__path__within=str(self.target.top.path), account=None)
        same = Rank(When(category=self.report.category_id, then=0), default=1)
        return rows.exclude(pk=self.report.pk).order_by(same, "-received_at").first()

    def unpublish(self) -> Course:
        yield self.office_hours(1, 5)
        if self.report.published:
            publication.unpublish(self.report, actor=self.admin, at=self.at)

    def close(self) -> Course:
        """The admin ends it, without a word from the reporter."""
        yield self.office_hours(3, 7)
        words, outcome = self.voice.say("closed"), self._outcome()
        closure.close(self.report, actor=self.admin, outcome=outcome, words=words, at=self.at)

    # --- more time

    def ask_extension(self, least: int = 1, most: int = 2, *, days: int = 8) -> Course:
        yield self.office_hours(least, most)
        self.asked_until = self.scene.at_work(self.report.holder, self.at, days, self.rng)
        handling.ask_extension(
            self.report,
            actor=self.liaison,
            words=self.voice.say("ask_extension"),
            until=self.asked_until,
            at=self.at,
        )

    def extend(self) -> Course:
        yield self.office_hours(0, 1)
        words, until = self.voice.say("extend"), self.asked_until
        handling.extend(self.report, actor=self.admin, words=words, until=until, at=self.at)

    def refuse_extension(self) -> Course:
        yield self.office_hours(0, 1)
        words = self.voice.say("refuse_extension")
        handling.refuse_extension(self.report, actor=self.admin, words=words, at=self.at)

    # --- steps of the office

    def support(self) -> Course:
        yield self.office_hours(0, 1)
        offices = [self.scene.another(self.target, self.rng)]
        triage.support(self.report, actor=self.admin, offices=offices, at=self.at)

    def decline(self, to: Agency | None = None, reason: str = "other_office") -> Course:
        yield self.office_hours(0, 2)
        words = self.voice.say("decline")
        triage.decline(
            self.report, actor=self.liaison, reason=reason, words=words, to=to, at=self.at
        )

    def take(self) -> Course:
        yield self.office_hours(0)
        handler = self.scene.cast.get((self.report.holder.slug, Role.HANDLER))
        if handler and handler.post:
            triage.take(self.report, actor=self.worker, handler=handler.post, at=self.at)

    def note(self) -> Course:
        yield self.office_hours(0)
        triage.note(self.report, actor=self.worker, words=self.voice.say("note"), at=self.at)

    def hold(self, least: int = 0, most: int = 2) -> Course:
        yield self.office_hours(least, most)
        words = self.voice.say("question")
        triage.hold(self.report, actor=self.worker, question=words, at=self.at)

    def progress(self, least: int = 1, most: int = 3, *, days: int = 4) -> Course:
        yield self.office_hours(least, most)
        settle = self.report.deadlines.get(clock=Clock.SETTLE).due_at
        wish = self.scene.at_work(self.report.holder, self.at, days, self.rng)
        promised = min(wish, settle) if settle > self.at else wish
        words = self.voice.say("progress")
        handling.progress(
            self.report, actor=self.worker, words=words, promised_at=promised, at=self.at
        )

    def follow_up(self, least: int = 1, most: int = 4, *, words: str = "") -> Course:
        """Answer; `words` names the occasion, else the story has an answer of its own."""
        yield self.office_hours(least, most)
        outcome = self._outcome()
        if words:
            said = self.voice.say(words)
        elif outcome == Outcome.DONE or self.story.kind in TOLD:
            said = self.voice.done()
        else:
            said = self.voice.say(outcome)
        handling.follow_up(self.report, actor=self.worker, words=said, outcome=outcome, at=self.at)

    def _outcome(self) -> Outcome:
        if self.story.kind in TOLD:
            return Outcome.EXPLAINED
        draw = [Outcome.DONE] * 7 + [Outcome.PLANNED] * 2 + [Outcome.EXPLAINED, Outcome.CANNOT]
        return self.rng.choice(draw)
