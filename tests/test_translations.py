"""Every text that a person reads is there in English, whole, and says the same places."""

import gettext
import io
import re

import pytest

from lapor.kit.catalogue import Entry, compiled, is_of, read, written
from lapor.project.catalogues import catalogues, compile_all
from lapor.project.texts import in_use, said, updated

TEXTS = {language: path.read_text(encoding="utf-8") for language, path in catalogues()}
ENGLISH = read(TEXTS["en"])[1:]
SAID = {entry.key: entry for entry in ENGLISH}
HEADER = read(TEXTS["en"])[0]
PLACE = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w+\}|</?\w+[^>]*>")
# Words that no English sentence has. Names of offices, laws and codes stay Indonesian.
INDONESIAN = re.compile(
    r"\b(yang|dan|atau|tidak|belum|sudah|laporan|anda|untuk|dengan|dari|kepada|kantor|instansi"
    r"|tanggal|petugas|pelapor|surel|kunci|balasan|harus|dapat|sebelum|sesudah)\b",
    re.IGNORECASE,
)
GONE = "Run `lapor texts`, translate what it lists, and commit lapor/locale."


def places(text: str) -> list[str]:
    return sorted(PLACE.findall(text))


def test_english_is_the_language_that_has_a_catalogue():
    assert TEXTS.keys() == {"en"}, "the Indonesian text is its own name"


def test_every_text_that_is_said_somewhere_is_told_in_english():
    missing = [
        f"{entry.msgid!r} ({entry.places[0]})"
        for entry in in_use()
        if entry.key not in SAID or not SAID[entry.key].is_told
    ]
    assert not missing, "\n".join([GONE, *missing])


def test_no_entry_remains_that_nobody_says():
    unused = SAID.keys() - {entry.key for entry in in_use()}
    assert not unused, f"{GONE}\n{unused}"


def test_a_text_is_counted_everywhere_or_nowhere():
    """What is said without a number would else be told in the singular."""
    counted = {entry.key for _place, entry in said() if entry.plural}
    assert not [e.msgid for _place, e in said() if e.key in counted and not e.plural]


def test_each_entry_has_as_many_forms_as_its_language():
    wrong = [entry.msgid for entry in ENGLISH if len(entry.told) != (2 if entry.plural else 1)]
    assert not wrong


def test_both_languages_have_the_same_places_and_tags():
    wrong = [
        f"{entry.msgid!r} -> {told!r}"
        for entry in ENGLISH
        for told in entry.told
        if told and places(told) != places(entry.msgid)
    ]
    assert not wrong, "\n".join(wrong)


def test_a_number_of_days_has_a_singular_in_english():
    counts = re.compile(r"%\(\w+\)[sd]( \w+)? days?\b")
    wrong = [e.msgid for e in ENGLISH if not e.plural and counts.search(e.told[0])]
    assert not wrong, "\n".join(wrong)


def test_both_begin_and_end_with_the_same_space():
    wrong = [
        entry.msgid
        for entry in ENGLISH
        for told in entry.told
        if told
        and (told[0].isspace(), told[-1].isspace())
        != (entry.msgid[0].isspace(), entry.msgid[-1].isspace())
    ]
    assert not wrong


def test_english_sentences_have_no_indonesian_words():
    wrong = [told for entry in ENGLISH for told in entry.told if INDONESIAN.search(told)]
    assert not wrong, "\n".join(wrong)


def test_english_promises_nothing_vague():
    vague = re.compile(r"\b(soon|shortly|please wait|asap|user|submit)\b", re.IGNORECASE)
    allowed = re.compile(r"\buser names?\b", re.IGNORECASE)
    wrong = [t for e in ENGLISH for t in e.told if vague.search(allowed.sub("", t))]
    assert not wrong, "\n".join(wrong)


def test_what_is_compiled_says_what_was_written():
    made = gettext.GNUTranslations(io.BytesIO(compiled(TEXTS["en"])))
    for entry in ENGLISH:
        if entry.context:
            assert made.pgettext(entry.context, entry.msgid) == entry.told[0]
        elif entry.is_told and entry.plural:
            assert [made.ngettext(entry.msgid, entry.plural, n) for n in (1, 2)] == [*entry.told]
        elif entry.is_told:
            assert made.gettext(entry.msgid) == entry.told[0]


def test_a_new_process_finds_the_catalogue_compiled():
    compile_all()
    for _language, path in catalogues():
        assert is_of(path.with_suffix(".mo").read_bytes(), path.read_text(encoding="utf-8"))


def test_bringing_a_catalogue_up_to_date_keeps_what_was_translated_and_drops_the_rest():
    known = Entry("Kata sandi", ("Password",))
    gone = Entry("Tidak dipakai di mana pun", ("Nowhere used",))
    text = updated(written([HEADER, known, gone]), "en")
    told = {entry.msgid: entry.told for entry in read(text)}
    assert told["Kata sandi"] == ("Password",)
    assert gone.msgid not in told
    assert updated(text, "en") == text


@pytest.mark.parametrize(
    "entry",
    [
        Entry("satu", ("one",)),
        Entry('kata "dalam" tanda \\ dan\nbaris\tbaru', ('a "word" \\ and\na new\tline',)),
        Entry("%(n)d hari", ("%(n)d day", "%(n)d days"), plural="%(n)d hari"),
        Entry("Mei", ("May",), context="bulan"),
        Entry("ragu", ("doubt",), flags=("fuzzy",), places=("a.py",), notes=("to whom?",)),
    ],
    ids=lambda entry: entry.msgid.split()[0],
)
def test_an_entry_is_read_as_it_was_written(entry):
    assert read(written([entry])) == [entry]


def test_what_is_doubtful_is_not_told():
    text = written([HEADER, Entry("ragu", ("doubt",), flags=("fuzzy",))])
    assert gettext.GNUTranslations(io.BytesIO(compiled(text))).gettext("ragu") == "ragu"


def test_a_line_that_no_catalogue_has_is_refused():
    with pytest.raises(ValueError, match="no catalogue"):
        read("apa ini?")
