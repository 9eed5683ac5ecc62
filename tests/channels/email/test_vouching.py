"""What our mail server found out about who sent a letter, and what anybody can write there."""

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from lapor.channels import arriving
from lapor.channels.email.vouching import is_vouched
from lapor.reports import triage
from lapor.reports.models import Report, Words
from lapor.reports.terms import Kind
from tests.channels.email.letters import answer_to, letter, mailbox

OURS, SITI = "mx.lapor.go.id", "siti@contoh.example"


@pytest.mark.parametrize(
    "found",
    [
        "dmarc=pass header.from=contoh.example",
        "dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=contoh.example",
        "DMARC = Pass Header.From = Contoh.Example",
        "dkim=pass header.d=contoh.example header.s=k1",
        "dkim=pass header.i=@contoh.example",
        "spf=pass smtp.mailfrom=siti@contoh.example",
        "spf=softfail smtp.mailfrom=x.example; dkim=pass header.d=contoh.example",
    ],
)
def test_a_letter_that_its_domain_sent_is_vouched_for(found):
    assert is_vouched([f"{OURS}; {found}"], OURS, SITI)
    assert is_vouched([f"{OURS} 1; {found}"], OURS.upper(), SITI)


@pytest.mark.parametrize(
    "found",
    [
        'spf=pass smtp.mailfrom="x; dkim=pass header.d=contoh.example "@jahat.example',
        'spf=pass smtp.mailfrom="a@contoh.example b"@jahat.example',
        'spf=softfail (domain of "a) ; dkim=pass header.d=contoh.example (b"@jahat.example)',
        'spf=pass smtp.mailfrom="x; dkim=pass header.d=contoh.example',
    ],
)
def test_a_senders_own_words_in_the_header_vouch_for_nobody(found):
    forged = f"{OURS}; dkim=pass header.d=contoh.example"
    assert not is_vouched([f"{OURS}; {found}", forged], OURS, SITI)


@pytest.mark.parametrize(
    "found",
    [
        "none",
        "dmarc=fail header.from=contoh.example",
        "dmarc=none header.from=contoh.example",
        "dmarc=pass header.from=jahat.example",
        "dmarc=passable header.from=contoh.example",
        "dkim=pass header.d=jahat.example",
        "dkim=pass header.d=example",
        "dkim=pass header.d=sub.contoh.example",
        "dkim=pass",
        "spf=pass smtp.mailfrom=contoh.example.jahat.example",
        "spf=pass smtp.mailfrom=jahatcontoh.example",
        "dkim=fail (dmarc=pass header.from=contoh.example)",
    ],
)
def test_what_another_domain_sent_is_not(found):
    assert not is_vouched([f"{OURS}; {found}"], OURS, SITI)


def test_only_our_own_server_is_believed_and_only_its_last_word():
    forged = "dmarc=pass header.from=contoh.example"
    assert not is_vouched([], OURS, SITI)
    assert not is_vouched([f"mx.jahat.example; {forged}"], OURS, SITI)
    assert not is_vouched([f"{OURS}; dmarc=fail", f"{OURS}; {forged}"], OURS, SITI)
    assert is_vouched(["mx.lain.example; dmarc=fail", f"{OURS}; {forged}"], OURS, SITI)


@given(st.lists(st.text(max_size=80), max_size=3), st.text(max_size=20), st.text(max_size=20))
def test_whatever_stands_there_breaks_nothing(checked, server, sender):
    assert is_vouched(checked, server, sender) in (True, False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("found", "is_taken"), [("pass", True), ("fail", False)])
def test_a_forwarded_token_opens_nothing_where_our_server_says_it_is_forged(
    world, work, found, is_taken
):
    account = mailbox(checks=OURS)
    arriving.keep(account, letter().as_bytes())
    work()
    report = Report.objects.get()
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=world.works)
    triage.hold(report, actor=world.liaison, question="Di RT berapa?")
    work()
    ours = {name: str(value) for name, value in mail.outbox[-1].message().items()}
    words = answer_to(ours, "Saya mencabut semuanya.")
    words["Authentication-Results"] = f"{OURS}; dmarc={found} header.from=example.org"
    arriving.keep(account, words.as_bytes())
    work()
    told = Words.objects.filter(event__report=report).values_list("text", flat=True)
    assert ("Saya mencabut semuanya." in told) is is_taken
