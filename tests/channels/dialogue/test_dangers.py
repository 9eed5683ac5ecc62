"""A danger to life is heard in the words that people have for it, in both languages."""

import pytest

from lapor.channels.dialogue.dangers import is_emergency
from tests.channels.dialogue.talk import Talk

CRIES = """
rumah kebakar
tolong kebakaran di pasar!!
kebakaraaan pak
ada api di dapur tetangga
gas bocor di warung
anak saya hanyut di kali
banjir bandang di kampung kami
air sudah sedada
ada yang tenggelam di bendungan
gempa pak, rumah roboh
tanah longsor menimpa rumah
adik saya kejang
bapak saya sesak nafas
istri mau lahiran
ibu pendarahan hebat
tetangga ditusuk orang
dia bawa pisau ke rumah
ada begal di jembatan
tawuran bawa celurit
suami saya mukul saya sekarang
suami memukuli anak saya
saya dipukuli bapak
kdrt di rumah sebelah
perkosaan di kebun
anak tetangga diculik
tabrakan di simpang, korban luka
orang tersetrum kabel
pekerja jatuh dari atap
ada orang mau gantung diri
saya ingin mati saja
bunuh diri di jembatan
darurat!
DARURAT PAK
Gawat pak
fire! help, a house is burning
emergency
my husband is hitting me
somebody is drowning in the river
earthquake here
there is a man with a knife
I want to die
a bad accident near the market
my father can't breathe
she was stabbed
"""
EVERYDAY = """
pasar banjir, motor jatuh terus
jalan banjir tiap hujan, motor sering jatuh
lampu jalan mati sejak pukul 8 malam
lampu darurat di tangga mati
antrean unit gawat darurat lama sekali
palang kereta api rusak
sampah dibakar tiap pagi
depan kantor pemadam kebakaran ada lubang
sudah bagus, terima kasih
air PDAM mati di rumah saya
mau mati lampu lagi pak
the fire hydrant in front of my shop leaks
please help me with my identity card
emergency exit of the market is locked
Jalan Ki Hajar Dewantara berlubang
"""


@pytest.mark.parametrize("cry", CRIES.strip().splitlines())
def test_a_danger_is_heard_in_everyday_words(cry):
    assert is_emergency(cry)


@pytest.mark.parametrize("words", EVERYDAY.strip().splitlines())
def test_what_people_complain_of_every_day_is_no_danger(words):
    assert not is_emergency(words)


@pytest.mark.parametrize("cry", ["fire! help, a house is burning", "rumah kebakar pak"])
def test_whoever_cries_is_told_the_numbers_at_once(cry):
    assert Talk().says(cry) == ["cry"]
