"""What in a report's words is for people alone to judge, so that no machine hands it on.

Meant to catch too much: what is caught waits for an officer, as every report does without this.
The words are whole ones or the beginnings of words (with a star), and were chosen by hand.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from lapor.kit.betrays import Betraying, betrays


class Caution(StrEnum):
    """Why a report waits for a person."""

    OVERSIGHT = "oversight"  # somebody may have taken money, or abused an office
    RETALIATION = "retaliation"  # somebody is threatened for speaking
    EMERGENCY = "emergency"  # somebody may be in danger now
    OFFICIAL = "official"  # it tells of people in office, or names an office
    NAME = "name"  # it names a person


WORDS: Mapping[Caution, str] = {
    Caution.OVERSIGHT: (
        "pungli pungutan* pungut* korup* dikorup* koruptor kolusi nepotisme suap* disuap"
        " menyuap sogok* disogok menyogok gratifikasi peras* pemeras* diperas memeras pelicin"
        " calo percaloan fiktif markup penyalahgunaan disalahgunakan menyalahgunakan"
        " penyelewengan diselewengkan menyelewengkan penggelapan digelapkan menggelapkan"
        " manipulasi dimanipulasi pemalsuan dipalsukan titipan setoran kecurangan curang"
    ),
    Caution.RETALIATION: (
        "intimidasi* diintimidasi mengintimidasi ancam* diancam mengancam teror* diteror"
        " meneror dendam dimutasi dipecat dikucilkan dibungkam ditekan takut ketakutan rahasia"
        " rahasiakan dirahasiakan saksi pelapor"
    ),
    Caution.EMERGENCY: (
        "darurat kebakaran terbakar bunuh* dibunuh membunuh tewas meninggal sekarat kritis"
        " kecelakaan tertabrak tenggelam hanyut tersengat kesetrum meledak ledakan longsor"
        " ambruk roboh runtuh gempa keracunan perkosa* diperkosa cabul* dicabuli pelecehan"
        " dilecehkan kekerasan kdrt dianiaya penganiayaan culik* diculik penculikan tawuran"
        " perampokan dirampok begal dibegal sandera narkoba"
    ),
    Caution.OFFICIAL: (
        "oknum pejabat petugas pegawai pns asn aparat aparatur honorer staf staff lurah camat"
        " kades kadus kadis kabid kasi kasie sekcam sekdes sekda bupati walikota gubernur"
        " kepsek guru dosen dokter perawat bidan polisi kapolsek kapolres babinsa satpol"
        " panitia bendahara operator inspektorat kejaksaan kepolisian polsek polres pengadilan"
        " dprd dewan"
    ),
}
PHRASES: Mapping[Caution, str] = {
    Caution.OVERSIGHT: (
        r"jual beli jabatan|(?:dana|bantuan|uang|gaji)\w* (?:\w+ )?(?:dipotong|disunat)"
        r"|uang (?:rokok|terima kasih|damai|tambahan)|mark up"
        r"|\b(?:di)?minta(?:in|i)? (?:uang|duit|bayar|imbalan|jatah|amplop)|\bmintai? (?:uang|duit)"
    ),
    Caution.RETALIATION: r"balas dendam|jangan (?:sebut|beri tahu|kasih tahu)",
    Caution.EMERGENCY: r"gawat|butuh (?:ambulans|pertolongan)|nyawa|korban jiwa",
    Caution.OFFICIAL: (
        r"kepala (?:dinas|desa|sekolah|puskesmas|kantor|bagian|bidang|seksi|dusun|lingkungan)"
        r"|kepala upt|wali kota|ketua r[tw]\b|(?:pak|bu|bapak|ibu) r[tw]\b"
        r"|pihak (?:dinas|kelurahan|kecamatan|desa|sekolah|rumah sakit|puskesmas)"
        r"|kantor (?:kelurahan|kecamatan|desa|lurah|camat)"
        r"|\b(?:dinas|badan|inspektorat|sekretariat|kementerian|puskesmas|rsud) [a-z]{3,}"
    ),
}


def _pattern(caution: Caution) -> re.Pattern[str]:
    words = WORDS[caution].split()
    whole = "|".join(word.removesuffix("*") + (r"\w*" if word[-1] == "*" else "") for word in words)
    endings = r"(?:nya|lah|kah|ku|mu)?"
    return re.compile(rf"\b(?:{whole}){endings}\b|{PHRASES[caution]}")


PATTERNS = {caution: _pattern(caution) for caution in WORDS}
# What people in office are complained of who hurt or frighten somebody.
ABUSE = re.compile(
    r"\b(?:leceh|cabul|perkosa|aniaya|kekerasan|tampar|semena|sewenang|kasar\b"
    r"|dilecehkan|pelecehan|melecehkan|dicabuli|mencabuli|pencabulan|diperkosa|memperkosa"
    r"|dianiaya|menganiaya|penganiayaan|dipukul|memukul|ditampar|menampar|dibentak|membentak"
    r"|dimaki|memaki|dihina|menghina|dipaksa|memaksa)"
)


def caution(text: str) -> Caution | None:
    """Return the first reason why these words are for people to judge; None where there is none."""
    low = " ".join(text.lower().split())
    for kind, pattern in PATTERNS.items():
        if pattern.search(low):
            return kind
    named = any(one.kind == Betraying.NAME for one in betrays(text))
    return Caution.NAME if named else None


def accuses(text: str) -> bool:
    """Say whether words accuse somebody in office: of money, of threats, or of hurting somebody.

    The office of the place is then perhaps the one that is accused.
    """
    low = " ".join(text.lower().split())
    if PATTERNS[Caution.OVERSIGHT].search(low) or PATTERNS[Caution.RETALIATION].search(low):
        return True
    return bool(PATTERNS[Caution.OFFICIAL].search(low) and ABUSE.search(low))
