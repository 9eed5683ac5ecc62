"""A letter as it came is read whole, whatever was sent."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lapor.channels.email import bounces
from lapor.channels.email.adapter import Mailbox
from lapor.channels.email.plain import text_of
from lapor.channels.email.post import MOST_FILES, read, subject_of
from lapor.channels.email.quotes import own_words

BASE = (
    b"From: Siti Contoh <Siti@Example.org>\r\nTo: aduan@lapor.test\r\n"
    b"Message-ID: <1@example.org>\r\n"
)


def letter(**headers):
    made = EmailMessage()
    made["From"], made["To"] = "Siti Contoh <siti@example.org>", "aduan@lapor.test"
    made["Subject"] = "Jembatan gantung putus"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    return made


def test_plain_words_a_name_and_an_address_in_small_letters():
    post = read(BASE + b"Subject: =?utf-8?q?Jalan_rusak_=E2=80=93_parah?=\r\n\r\nSejak Maret.\r\n")
    assert (post.sender, post.name) == ("siti@example.org", "Siti Contoh")
    assert (post.subject, post.text) == ("Jalan rusak – parah", "Sejak Maret.")
    assert post.message_id == "<1@example.org>"
    assert not post.machine


def test_of_two_ways_to_say_it_the_plain_one_is_read():
    made = letter()
    made.set_content("Polos")
    made.add_alternative("<p>Berhias</p>", subtype="html")
    assert read(made.as_bytes()).text == "Polos"


def test_words_that_are_only_in_html_are_read_without_their_dress():
    made = letter()
    made.set_content(
        "<html><head><style>p{}</style></head><body><p>Air <b>keruh</b></p><ul><li>satu<li>dua"
        "</ul><script>x()</script></body></html>",
        subtype="html",
    )
    assert read(made.as_bytes()).text.split() == ["Air", "keruh", "satu", "dua"]


def test_files_come_first_and_logos_not_at_all():
    made = letter()
    made.set_content("Lihat foto")
    made.add_attachment(b"%PDF-1.4 isi", maintype="application", subtype="pdf", filename="b.pdf")
    made.add_attachment(b"x" * 50, maintype="image", subtype="png", disposition="inline")
    made.add_attachment(b"y" * 20_000, maintype="image", subtype="jpeg", disposition="inline")
    assert [len(one.body) for one in read(made.as_bytes()).files] == [12, 20_000]


def test_of_a_hundred_files_five_come_and_the_rest_are_told_of():
    made = letter()
    made.set_content("Banyak")
    for number in range(100):
        made.add_attachment(b"isi", maintype="text", subtype="csv", filename=f"{number}.csv")
    files = read(made.as_bytes()).files
    assert len(files) == MOST_FILES + 1
    assert files[-1].body == b""


def test_a_letter_inside_a_letter_is_read_with_it():
    inner = letter()
    inner.set_content("Isi yang diteruskan")
    made = letter()
    made.set_content("Mohon dibaca yang di bawah")
    made.add_attachment(inner)
    text = read(made.as_bytes(policy=SMTP)).text
    assert "Mohon dibaca" in text
    assert "Isi yang diteruskan" in text


def test_a_signed_letter_is_its_words_and_a_winmail_dat_a_file():
    made = letter()
    made.set_content("Ditandatangani")
    made.add_attachment(
        b"sig", maintype="application", subtype="pkcs7-signature", filename="smime.p7s"
    )
    made.add_attachment(b"tnef", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    post = read(made.as_bytes())
    assert post.text == "Ditandatangani"
    assert [one.name for one in post.files] == ["winmail.dat"]


@pytest.mark.parametrize(
    ("charset", "raw", "read_as"),
    [
        ("iso-8859-1", b"caf\xe9", "café"),
        ("us-ascii", "“kutip”".encode(), "“kutip”"),
        ("tidak-ada", "ß".encode(), "ß"),
        ("utf-8", b"pecah \x93\x94", "pecah “”"),
        ("unicode_escape", rb"\u0041", r"\u0041"),
        ("idna", b"xn--a" * 50, "xn--a" * 50),
    ],
)
def test_a_charset_that_lies_loses_no_words(charset, raw, read_as):
    head = f'Content-Type: text/plain; charset="{charset}"\r\n'.encode()
    assert read(BASE + head + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + raw).text == read_as


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Auto_Submitted": "auto-replied; owner=x"}, "auto-submitted"),
        ({"Precedence": "bulk"}, "precedence"),
        ({"List_Id": "<warga.example.org>"}, "list-id"),
        ({"X_Loop": "yes"}, "x-loop"),
        ({"X_Auto_Response_Suppress": "DR, OOF, AutoReply"}, "suppress"),
        ({"Return_Path": "<>"}, "no-return-path"),
        ({"Auto_Submitted": "no"}, ""),
        ({"Return_Path": "<siti@example.org>"}, ""),
    ],
)
def test_a_machine_is_known_by_what_it_says_of_itself(headers, why):
    made = letter(**headers)
    made.set_content("Saya sedang cuti.")
    assert read(made.as_bytes()).machine == why


@pytest.mark.parametrize(
    "typed",
    ["", "tanpa alamat", "a@x.id, b@y.id", "<a@x.id> <b@y.id>", "undisclosed-recipients:;"],
)
def test_a_sender_who_is_nobody_or_several_is_none(typed):
    assert read(f"From: {typed}\r\n\r\nhalo".encode()).sender == ""


def test_a_name_that_looks_like_an_address_is_not_the_address():
    post = read(b'From: "korban@example.org" <penipu@example.com>\r\n\r\nhalo')
    assert post.sender == "penipu@example.com"


def test_a_date_to_come_is_now_and_one_without_a_sense_too():
    late = read(BASE + b"Date: Mon, 1 Jan 2091 10:00:00 +0700\r\n\r\nx").sent_at
    odd = read(BASE + b"Date: kemarin\r\n\r\nx").sent_at
    assert max(late, odd) <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("typed", "plain", "answers"),
    [
        ("Re: Jalan rusak", "Jalan rusak", True),
        ("Bls: RE[2]: Jalan", "Jalan", True),
        ("Fwd: Re: Jalan", "Re: Jalan", False),
        ("Rehabilitasi sekolah", "Rehabilitasi sekolah", False),
    ],
)
def test_a_subject_tells_whether_it_answers(typed, plain, answers):
    assert subject_of(typed) == (plain, answers)


ASKED = "Kantor bertanya: di RT berapa?"
QUOTED = f"> {ASKED}\n> \n> LAPOR"


@pytest.mark.parametrize(
    "below",
    [
        f"Pada Sen, 2 Nov 2026 pukul 10.12 LAPOR <aduan@lapor.test> menulis:\n\n{QUOTED}",
        f"Pada tanggal Sen, 2 Nov 2026 10:12, LAPOR\n<aduan+rabc@lapor.test> menulis:\n{QUOTED}",
        f"On Mon, 2 Nov 2026 at 10:12, LAPOR <aduan@lapor.test> wrote:\n{QUOTED}",
        f"On Monday, November 2, 2026 at 10:12 AM LAPOR <a@lapor.test>\nwrote:\n\n{ASKED}",
        f"-----Original Message-----\nFrom: LAPOR\n{ASKED}",
        f"________________________________\nDari: LAPOR <aduan@lapor.test>\n"
        f"Dikirim: Senin, 2 November 2026 10:12\nKepada: Siti\nSubjek: Kabar\n\n{ASKED}",
        f"From: LAPOR\nSent: Monday\nTo: Siti\nSubject: Kabar\n\n{ASKED}",
        f"-- \nSiti\n08xx\n\n{QUOTED}",
        f"Dikirim dari Yahoo Mail di Android\n\n{QUOTED}",
        QUOTED,
    ],
)
def test_of_an_answer_only_the_own_words_stay(below):
    words = own_words(f"RT 3, dekat jembatan.\n\n{below}", reply=True)
    assert ASKED not in words
    assert words.replace("_", "").strip() == "RT 3, dekat jembatan."


def test_answers_between_quoted_lines_stay():
    text = "Pada 2 Nov 2026 10.12, LAPOR <a@x.id> menulis:\n> RT berapa?\nRT 3\n> Kapan?\nKemarin"
    assert own_words(text, reply=True) == "RT 3\nKemarin"


def test_a_story_that_quotes_somebody_is_no_answer():
    story = "Pada hari Senin kepala dinas menulis:\nSemua baik.\nPadahal tidak."
    assert own_words(story, reply=True) == story
    forwarded = "Tolong.\n-----Original Message-----\nFrom: X\nIsi"
    assert own_words(forwarded, reply=False) == forwarded


REPORT = """From: MAILER-DAEMON@mx.test
To: aduan+btoken@lapor.test
Return-Path: <>
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

I'm sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; siti@example.org
Action: {action}
Status: {status}
--b--
"""


@pytest.mark.parametrize(
    ("action", "status", "told"),
    [
        ("failed", "5.1.1 (no such user)", ("failed", "5.1.1")),
        ("FAILED", "unknown", ("failed", "")),
        ("delivered", "2.0.0", ("delivered", "2.0.0")),
    ],
)
def test_a_report_of_delivery_is_read(action, status, told):
    notice = bounces.read(read(REPORT.format(action=action, status=status).encode()))
    assert notice
    assert (notice.status, notice.code) == told


def test_a_delay_is_no_end_and_a_holiday_no_report():
    assert bounces.read(read(REPORT.format(action="delayed", status="4.4.1").encode())) is None
    assert bounces.read(read(BASE + b"Auto-Submitted: auto-replied\r\n\r\nSaya cuti.")) is None


LINES = st.sampled_from(
    [
        "From: a@b.id", "From: =?utf-8?q?=ff?= <", "To: aduan+r@x", "Subject: =?gb2312?B?////?=",
        "Content-Type: multipart/mixed; boundary=b", "Content-Type: multipart/report; boundary=b",
        "Content-Type: message/rfc822", "Content-Type: message/delivery-status",
        'Content-Type: text/html; charset="x\\', "Content-Type: text/plain; charset*=''%",
        "Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: uuencode",
        "Content-Disposition: attachment; filename*0*=utf-8''%f", "Action: failed", "Status: 5.1.1",
        "Date: Mon, 99 Foo 1", "--b", "--b--", "", "> kutip", "Pada 1.1 <", "menulis:", "<p><ul>",
        "begin 644 x", "=====", "Message-ID: <>", "Auto-Submitted: no", "\t folded", "\x00\x80",
    ]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(LINES | st.text(max_size=30), max_size=30), st.sampled_from(["\n", "\r\n", "\r"]))
def test_no_letter_is_too_odd_to_be_read(lines, end):
    post = read(end.join(lines).encode("utf-8", "surrogatepass"))
    bounces.read(post)
    assert "\x00" not in post.text + post.subject + post.name
    assert len(post.files) <= MOST_FILES + 1
    own_words(post.text, reply=True)


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_no_bytes_are_too_odd_either(body):
    post = read(body)
    assert post.key
    assert bounces.read(post) is None or post.parts


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_no_words_and_no_html_are_too_odd(text):
    assert len(own_words(text, reply=True)) <= len(text)
    text_of(text)
    text_of(f"<div>{text}<blockquote><table><td>{text}")


def test_html_as_deep_as_a_well_is_read():
    assert "dasar" in text_of("<div>" * 200 + "dasar" + "</div>" * 200)
    text_of("<b>" * 50_000 + "dasar")


# Each of these once took the square of its length, so that one letter held up all that followed.
HELD_UP = {
    "a header of spaces": b"Subject: a" + b" " * 300_000 + b"b",
    "a header of folds": b"Subject: a" + b"\r\n " * 100_000 + b"b",
    "an address of spaces": b"From: x <" + b" " * 300_000 + b">",
    "a line of dashes": b"Subject: Re: a\r\n\r\n--" + b" " * 190_000 + b"x",
    "a header of quoted words": b"Subject: Re: a\r\n\r\nPada x wrote" + b" " * 190_000 + b"x",
    "letters inside letters": b"Content-Type: message/rfc822\r\n\r\n" * 5_000,
    "parts inside parts": b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
        for n in range(3_000)
    ),
}


@pytest.mark.parametrize("bomb", HELD_UP.values(), ids=HELD_UP)
def test_no_letter_holds_up_the_ones_behind_it(bomb):
    letter = b"From: siti@example.org\r\nTo: aduan@lapor.test\r\n" + bomb + b"\r\n\r\nhalo"
    Mailbox().read(letter)


def test_a_subject_in_several_lines_and_charsets_is_read_whole():
    raw = "Subject: Lampu\r\n jalan Å…\xa0mati\r\n\r\nhalo".encode()
    assert read(b"From: a@b.id\r\n" + raw).subject == "Lampu jalan Å… mati"
