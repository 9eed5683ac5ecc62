"""What only people judge is never handed on by a machine."""

import pytest

from lapor.routing.cautions import Caution, accuses, caution


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ("Ada pungli di loket parkir", Caution.OVERSIGHT),
        ("Dana bantuan DIKORUPSI sejak lama", Caution.OVERSIGHT),
        ("Diminta uang rokok supaya cepat", Caution.OVERSIGHT),
        ("Lurahnya minta duit tiap urus surat", Caution.OVERSIGHT),
        ("Saya diancam kalau melapor", Caution.RETALIATION),
        ("Takut, mohon nama saya jangan sebut", Caution.RETALIATION),
        ("Kebakaran di gudang sekarang", Caution.EMERGENCY),
        ("Ada anak tenggelam di saluran", Caution.EMERGENCY),
        ("Pak Lurah tidak pernah ada", Caution.OFFICIAL),
        ("Petugasnya membentak warga", Caution.OFFICIAL),
        ("Sudah lapor ke dinas perhubungan tetapi diam", Caution.OFFICIAL),
        ("Kantor kelurahan tutup terus", Caution.OFFICIAL),
        ("Kepala   sekolah menolak", Caution.OFFICIAL),
        ("Tolong hubungi Bapak Slamet Raharjo tentang ini", Caution.NAME),
        ("Jalan berlubang di depan pasar, licin kalau hujan", None),
        ("Lampu jalan mati sejak Senin di Kelurahan Kasemen", None),
        ("Sampah menumpuk tiga hari", None),
        ("", None),
    ],
)
def test_it_is_said_why_a_report_waits_for_a_person(says, why):
    assert caution(says) is why


@pytest.mark.parametrize(
    "words",
    ["Pungli di kantor kelurahan", "Lurah minta uang", "Guru melecehkan murid", "Saya diancam"],
)
def test_who_is_accused_of_abuse_is_known(words):
    assert accuses(words)


@pytest.mark.parametrize(
    "words", ["Petugas datang pukul 8", "Kantor kelurahan makin sepi", "Kebakaran di kelurahan"]
)
def test_whose_work_is_complained_of_is_not_accused(words):
    assert not accuses(words)
