"""What may become of a report: one function for each course, told as the steps it takes."""

from lapor.agencies.models import Agency, Role
from lapor.project.seed.cases import Case, Course

INSPECTORATE = "inspektorat"


def fresh(c: Case) -> Course:
    yield from c.receive(c.target.top)


def fresh_for_anyone(c: Case) -> Course:
    """No institution named; the national office has not looked at it yet."""
    yield from c.receive()


def fresh_with_more(c: Case) -> Course:
    yield from c.receive(c.target.top)
    yield from c.add()


def waiting(c: Case) -> Course:
    yield from c.receive(c.target.top)
    yield from c.verify(0, 1, to=c.target.office)


def waiting_with_handler(c: Case) -> Course:
    yield from waiting(c)
    yield from c.take()
    yield from c.note()


def promised(c: Case) -> Course:
    yield from waiting(c)
    yield from c.progress(0, 1, days=9)


def answered(c: Case) -> Course:
    yield from waiting(c)
    yield from c.follow_up(1, 2)


def disputed(c: Case) -> Course:
    yield from answered(c)
    yield from c.reply(0, 1)


def held(c: Case) -> Course:
    yield from c.receive(c.target.top)
    yield from c.hold(0, 1)


def held_by_office(c: Case) -> Course:
    yield from waiting(c)
    yield from c.hold(1, 2)


def carried_on(c: Case) -> Course:
    """The reporter never completes it; the clock lets the office go on without."""
    yield from held_by_office(c)
    yield from c.follow_up(25, 27, words="late")


def settled(c: Case) -> Course:
    yield from c.receive(c.target.top)
    yield from c.verify(0, 2, to=c.target.office)
    if c.rng.random() < 0.3:
        yield from c.note()
    yield from c.follow_up()
    yield from c.accept()
    if c.rng.random() < 0.5:
        yield from c.rate(3, 5)


def withdrawn(c: Case) -> Course:
    yield from c.receive(c.target.top)
    if c.rng.random() < 0.5:
        yield from c.verify(0, 1, to=c.target.office)
    yield from c.withdraw()


def silent(c: Case) -> Course:
    """The reporter says no more; the clock closes it."""
    yield from c.receive(c.target.top)
    yield from c.verify(0, 2, to=c.target.office)
    yield from c.follow_up()


def closed_by_admin(c: Case) -> Course:
    yield from silent(c)
    yield from c.close()


def dialogue(c: Case) -> Course:
    yield from c.receive(c.target.top)
    yield from c.verify(0, 2, to=c.target.office)
    yield from c.progress()
    yield from c.follow_up(1, 3)
    yield from c.reply()
    yield from c.follow_up(1, 4, words="again")
    yield from c.accept()
    if c.rng.random() < 0.6:
        yield from c.rate(2, 5)


def tiers(c: Case) -> Course:
    """City, kecamatan, kelurahan: each passes on within the same days."""
    yield from c.receive(c.target.top)
    kecamatan = c.target.office.parent
    yield from c.verify(0, 1, to=kecamatan)
    yield from c.assign(c.target.office, by=c.liaison, least=0, most=1)
    yield from c.follow_up(0, 2)
    if c.rng.random() < 0.6:
        yield from c.accept()


def declined(c: Case) -> Course:
    """The wrong office first; it names the right one."""
    yield from c.receive(c.target.top)
    yield from c.verify(0, 1, to=c.scene.another(c.target, c.rng))
    yield from c.decline(c.target.office)
    yield from c.follow_up(1, 3)
    yield from c.accept()


def declined_twice(c: Case) -> Course:
    """Two wrong offices; then the institution decides, and that binds."""
    first = c.scene.another(c.target, c.rng)
    yield from c.receive(c.target.top)
    yield from c.verify(0, 1, to=first)
    yield from c.decline(c.scene.another(c.target, c.rng, first))
    yield from c.decline()
    yield from c.assign(c.target.office, least=0, most=1)
    yield from c.follow_up(1, 3)
    yield from c.accept()


def climbed(c: Case) -> Course:
    """An office passes it up without a name; the admin looks for the right one."""
    yield from c.receive(c.target.top)
    yield from c.verify(0, 1, to=c.scene.another(c.target, c.rng))
    yield from c.decline(reason="upper_tier")
    yield from c.assign(c.target.office, least=0, most=1)
    yield from c.follow_up(1, 3)


def misdirected(c: Case) -> Course:
    """Addressed to the city, though it is a state company's or a ministry's."""
    yield from c.receive(c.scene.agencies["kota-serang"])
    yield from c.decline(c.target.top)
    yield from c.verify(0, 1, to=c.target.top)
    yield from c.follow_up(1, 4)
    yield from c.accept()


def no_address(c: Case) -> Course:
    """No institution named: the national office finds it."""
    yield from c.receive()
    yield from c.verify(0, 1)
    yield from c.assign(c.target.top)
    yield from c.assign(c.target.office, least=0, most=1)
    yield from c.follow_up(1, 3)
    yield from c.accept()


def held_then_answered(c: Case) -> Course:
    yield from held(c)
    yield from c.complete()
    yield from c.verify(0, 1, to=c.target.office)
    yield from c.follow_up()
    yield from c.accept()


def never_verified(c: Case) -> Course:
    """Nobody verifies in time; the clock tells the tier above, at last somebody does."""
    yield from c.receive(c.target.top)
    yield from c.verify(5, 8, to=c.target.office)
    yield from c.follow_up(1, 3, words="late")


def overlooked(c: Case) -> Course:
    """The office lets its date pass and is still silent."""
    yield from c.receive(c.target.top)
    yield from c.verify(0, 1, to=c.target.office)


def empty_seat(c: Case) -> Course:
    """A kelurahan where nobody sits: the clock tells the kecamatan, the admin takes it over."""
    vacant = c.rng.choice(c.scene.vacant)
    yield from c.receive(c.target.top)
    yield from c.verify(0, 1, to=vacant.office)
    yield from c.assign(c.target.top, by=c.scene.admin(c.target.top), least=8, most=10)
    yield from c.follow_up(1, 2, words="late")


def broken_promise(c: Case) -> Course:
    yield from waiting(c)
    yield from c.progress(0, 1, days=3)


def inspected(c: Case) -> Course:
    """The verifier finds oversight content; the office is the subject, the inspectorate asks."""
    yield from c.receive(c.target.top, anonymous=True)
    yield from c.verify(0, 2, oversight=True, subjects=[c.target.office], public=False)
    yield from c.assign(inspectorate(c))
    yield from c.progress(2, 4, days=10)
    yield from c.follow_up(5, 12, words="inspected")
    yield from c.accept()


def complained_of(c: Case) -> Course:
    """The reporter names the office itself: it never sees the report."""
    yield from c.receive(c.target.top, subjects=(c.target.office,))
    yield from c.verify(
        0, 1, oversight=True, subjects=[c.target.office], to=inspectorate(c), public=False
    )
    yield from c.follow_up(2, 4, words="inspected")


def against_institution(c: Case) -> Course:
    """The whole government is the subject: the nation gives it to the province above."""
    province = c.scene.agencies["provinsi-banten"]
    yield from c.receive(c.target.top, subjects=(c.target.top,), anonymous=True)
    yield from c.verify(0, 1, oversight=True, subjects=[c.target.top], public=False)
    yield from c.assign(province)
    yield from c.assign(c.scene.agencies[f"{province.slug}-{INSPECTORATE}"], least=0, most=1)
    yield from c.progress(1, 3, days=10)


def confidential(c: Case) -> Course:
    yield from c.receive(c.target.top, confidential=True, anonymous=True)
    yield from c.verify(0, 1, to=c.target.office)
    yield from c.follow_up(1, 4)
    yield from c.accept()


def archived(c: Case) -> Course:
    yield from c.receive(c.target.top)
    yield from c.verify(0, 1, public=False)
    yield from c.archive(c.story.archive)


def appealed(c: Case) -> Course:
    """The tier above thinks otherwise and hands it back."""
    yield from archived(c)
    yield from c.appeal()
    yield from c.verify(0, 1)
    yield from c.assign(c.target.top)
    yield from c.assign(c.target.office, least=0, most=1)
    yield from c.follow_up(1, 3)


def reopened(c: Case) -> Course:
    yield from settled(c)
    yield from c.reopen()
    yield from c.follow_up(1, 4, words="again")
    yield from c.accept()


def disputed_twice(c: Case) -> Course:
    """Closed twice though it is not settled: the inspectorate joins."""
    yield from silent(c)
    yield from c.close()
    yield from c.rate(1, 2)
    yield from c.reopen()
    yield from c.follow_up(1, 3, words="again")
    yield from c.close()
    yield from c.reopen()
    yield from c.progress(1, 2)


def asked_for_time(c: Case) -> Course:
    yield from waiting(c)
    yield from c.ask_extension(1, 2)


def more_time(c: Case) -> Course:
    yield from waiting(c)
    yield from c.ask_extension()
    yield from c.extend()
    yield from c.follow_up(6, 9)
    yield from c.accept()


def no_more_time(c: Case) -> Course:
    yield from waiting(c)
    yield from c.ask_extension()
    yield from c.refuse_extension()
    yield from c.follow_up(1, 2, words="late")


def helped(c: Case) -> Course:
    """Another office of the same government helps; the holder answers."""
    yield from waiting(c)
    yield from c.support()
    yield from c.note()
    yield from c.follow_up(1, 3)


def referred(c: Case) -> Course:
    """The reporter asks the Ombudsman to look on."""
    yield from overlooked(c)
    yield from c.follow_up(7, 9, words="late")
    yield from c.reply(0, 1)
    yield from c.refer(c.scene.agencies["ombudsman-ri"])


def retaliated(c: Case) -> Course:
    """The reporter is made to suffer for it; the inspectorate hears, the office does not."""
    yield from waiting(c)
    yield from c.follow_up(1, 2)
    yield from c.retaliation()
    yield from c.protect(c.scene.cast[inspectorate(c).slug, Role.OVERSEER])


def taken_down(c: Case) -> Course:
    """Published, and withdrawn from the public pages afterwards."""
    yield from settled(c)
    yield from c.unpublish()


def inspectorate(c: Case) -> Agency:
    return c.scene.agencies[f"{c.target.top.slug}-{INSPECTORATE}"]
