"""How much of what betrays people is found in generated sentences, and how often nothing is there.

`python -m bench.maskers` puts the table into bench/README.md; `make bench` does so too, and keeps
the numbers in `results/latest.json`.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from lapor.kit.betrays import Betraying, betrays

PAGE = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- maskers -->", "<!-- end of maskers -->"
SEED = 20_260_302
TIMES = 400  # sentences of each kind


def words(text: str) -> list[str]:
    return text.split()


GIVEN = words(
    "Agus Budi Siti Rina Dewi Wahyu Eko Sri Tri Nur Ahmad Muhammad Yusuf Fitri Lestari Ratna Bayu "
    "Dimas Rizky Putri Yohanes Maria Ketut Made Wayan Nyoman Asep Ujang Cecep Slamet Sugeng Tuti "
    "Markus Yulius Oktavianus Sumiyati Hartini Suparno Marlina Togar Poltak Daeng Andi Fransiska"
)
FAMILY = words(
    "Santoso Wijaya Hidayat Lestari Nasution Siregar Simanjuntak Pratama Wulandari Rahmawati "
    "Setiawan Kurniawan Handayani Purnomo Gunawan Sihombing Rumbiak Wenda Latupono Manalu "
    "Tandiono Maheswara Suryadi Anggraini Kusuma Permana Sitorus Warouw Lase Mandala"
)
STREETS = words("Merdeka Melati Pahlawan Ahmad_Yani Kenanga Veteran Cempaka Gajah_Mada Pelita")
PLATES = words("B D F L N AB AD AG BK BM DK DD KT PA Z")
PROVINCES = words("11 12 13 16 18 31 32 33 34 35 36 51 53 61 64 71 73 81 91")

Draw = Callable[[random.Random], str]


def a_name(draw: random.Random) -> str:
    return f"{draw.choice(GIVEN)} {draw.choice(FAMILY)}"


def a_nik(draw: random.Random) -> str:
    day = draw.randint(1, 28) + draw.choice((0, 40))
    place = f"{draw.choice(PROVINCES)}{draw.randint(1, 20):02}{draw.randint(1, 20):02}"
    return (
        f"{place}{day:02}{draw.randint(1, 12):02}{draw.randint(0, 99):02}{draw.randint(1, 90):04}"
    )


def a_phone(draw: random.Random) -> str:
    digits = f"8{draw.choice('1235789')}{draw.randint(0, 9)}{draw.randint(1_000_000, 9_999_999)}"
    digits += str(draw.randint(0, 9)) * draw.randint(0, 1)
    start = draw.choice(("0", "+62", "+62 ", "62"))
    gap = draw.choice(("", "-", " ", "."))
    return start + gap.join((digits[:3], digits[3:7], digits[7:]))


def a_landline(draw: random.Random) -> str:
    code, own = (
        draw.choice(("021", "022", "0254", "0274", "0361")),
        draw.randint(200_000, 9_999_999),
    )
    return draw.choice((f"({code}) {own}", f"{code}-{own}"))


def an_email(draw: random.Random) -> str:
    name = f"{draw.choice(GIVEN)}{draw.choice(('.', '_', ''))}{draw.choice(FAMILY)}".lower()
    place = draw.choice(("surat.example", "kotak.example.id"))
    return f"{name}{draw.choice(('', '88', '1979'))}@{place}"


def a_plate(draw: random.Random) -> str:
    gap = draw.choice((" ", " ", "", "-"))
    end = "".join(draw.choices("ABCEFHKLRSTUXZ", k=draw.randint(2, 3)))
    return gap.join((draw.choice(PLATES), str(draw.randint(1000, 9999)), end))


def an_address(draw: random.Random) -> str:
    street = draw.choice(STREETS).replace("_", " ")
    house = f"{draw.choice(('No.', 'No', 'nomor', 'no.'))} {draw.randint(1, 199)}"
    rt = f" RT {draw.randint(1, 12):02}/RW {draw.randint(1, 9):02}" * draw.randint(0, 1)
    return f"{draw.choice(('Jl.', 'Jalan', 'Gang', 'Jln'))} {street} {house}{rt}"


def an_account(draw: random.Random) -> str:
    return str(draw.randint(10**9, 10**15))


def a_nip(draw: random.Random) -> str:
    born = f"19{draw.randint(65, 99)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}"
    since = f"20{draw.randint(5, 20):02}{draw.randint(1, 12):02}"
    return f"{born}{since}{draw.randint(1, 2)}{draw.randint(1, 99):03}"


def a_number_in_pairs(draw: random.Random) -> str:
    digits = f"08{draw.choice('1235789')}{draw.randint(10_000_000, 999_999_999)}"
    return " ".join(digits[n : n + 2] for n in range(0, len(digits), 2))


def a_small_name(draw: random.Random) -> str:
    return a_name(draw).lower()


# What is looked for, how it is drawn, and the sentences in which it stands.
SENTENCES: Mapping[str, tuple[Betraying, Draw, tuple[str, ...]]] = {
    "NIK": (
        Betraying.NIK,
        a_nik,
        (
            "NIK saya {} sudah terdaftar sejak lama.",
            "Di kartu tertulis {}, padahal saya pindah tahun lalu.",
            "Petugas menolak karena nomor {} katanya ganda.",
            "Mohon dicek: {}",
        ),
    ),
    "mobile phone": (
        Betraying.PHONE,
        a_phone,
        (
            "Hubungi saya di {} sesudah magrib.",
            "Ia menagih lewat nomor {} setiap malam.",
            "WA {} tidak pernah dibalas.",
            "Nomornya {}.",
        ),
    ),
    "mobile phone, in pairs": (
        Betraying.PHONE,
        a_number_in_pairs,
        ("hp sy {} tlg di tlp", "Nomornya {}, selalu mati."),
    ),
    "landline": (
        Betraying.PHONE,
        a_landline,
        ("Telepon rumah kami {} berdering terus.", "Saya menelepon {}, tidak diangkat."),
    ),
    "e-mail": (
        Betraying.EMAIL,
        an_email,
        ("Kirim salinannya ke {}.", "Surat itu datang dari {} tadi pagi.", "surel: {}"),
    ),
    "plate": (
        Betraying.PLATE,
        a_plate,
        (
            "Mobil dinas {} dipakai mudik.",
            "Truk dengan nomor polisi {} menumpahkan pasir.",
            "Motor {} parkir di trotoar setiap hari.",
        ),
    ),
    "address": (
        Betraying.ADDRESS,
        an_address,
        (
            "Rumah saya di {} kebanjiran.",
            "Ia tinggal di {}, dekat masjid.",
            "Got di depan {} mampet.",
        ),
    ),
    "account": (
        Betraying.ACCOUNT,
        an_account,
        ("Uangnya dikirim ke rekening BRI {}.", "Transfer ke rek {} atas perintah bendahara."),
    ),
    "NIP": (Betraying.IDENTITY, a_nip, ("NIP saya {} dicoret dari daftar.", "Guru dengan NIP {}.")),
    "name, with a title": (
        Betraying.NAME,
        a_name,
        (
            "Pak {} meminta uang seragam.",
            "Kata Bu {}, berkasnya hilang.",
            "Bapak {} tidak masuk kantor sejak Senin.",
            "Kami sudah menemui Ibu {} dua kali.",
            "Sdr. {} menolak memberi tanda terima.",
        ),
    ),
    "name, as one's own": (
        Betraying.NAME,
        a_name,
        ("Nama saya {}, guru honorer.", "Surat itu atas nama {}.", "Saya, {}, melapor."),
    ),
    "name, alone": (
        Betraying.NAME,
        a_name,
        (
            "Yang menandatangani adalah {} dari bagian umum.",
            "Menurut {} uangnya sudah habis.",
            "Di daftar itu ada {} dan dua orang lain.",
        ),
    ),
    "name, without capitals": (
        Betraying.NAME,
        a_small_name,
        ("pak {} minta uang lagi", "kata ibu {} berkas sy hilang", "nama saya {} guru honorer"),
    ),
}
CLEAN = (
    "Lampu jalan di Jalan Sudirman padam sejak {n} minggu lalu.",
    "Warga RT 03 RW 05 Kelurahan Sukamaju sudah bersurat kepada lurah.",
    "Jembatan di Desa Mekar Sari ambrol sesudah hujan tanggal {n} Maret 2026.",
    "Anggaran Dana Desa sebesar Rp {n}50.000.000 tidak jelas penggunaannya.",
    "Puskesmas tutup pukul 11.30, padahal papan menulis buka sampai 14.00.",
    "Kepala Dinas Pendidikan Kota Serang belum menjawab surat kami Nomor 421/{n}/2026.",
    "Saya menelepon 112 dan 1708 tetapi tidak tersambung.",
    "Layanan 0800-1-500-{n}00 selalu sibuk.",
    "Ibu hamil harus antre berjam-jam di RSUD Siti Khadijah.",
    "Bapak Camat Serang berjanji memperbaiki jalan dalam {n} hari.",
    "SDN {n} Pasar Baru menarik iuran Rp 350.000 per siswa.",
    "Guru di sekolah itu mengajar {n} kelas sekaligus.",
    "Harga pupuk di Kecamatan Taktakan naik dari Rp 2.300 menjadi Rp 9.000.",
    "Peraturan Menteri Nomor 62 Tahun 2018 sudah mengaturnya.",
    "Air PDAM mati di Perumahan Griya Indah blok belakang sejak pagi.",
    "Truk sampah hanya datang {n} kali sebulan ke Pasar Rau.",
    "Petugas loket {n} meminta saya kembali besok.",
    "Bu Lurah dan Pak RT sudah tahu, tetapi diam saja.",
    "Bantuan tahap {n} belum cair sampai 12 November 2026.",
    "Saya kecewa dengan pelayanan Dinas Kependudukan dan Pencatatan Sipil.",
)


@dataclass(frozen=True)
class Reading:
    """How one kind of sentence came out; shares from 0 to 1."""

    name: str
    sentences: int
    found: float  # fully found, as what it is
    more: float  # sentences in which something else was found too


def readings() -> Iterator[Reading]:
    """Measure each kind, then clean sentences; the same numbers at each run."""
    for name, (kind, draw_one, frames) in SENTENCES.items():
        draw = random.Random(f"{SEED} {name}")  # noqa: S311 - sentences, no secrets
        found = more = 0
        for n in range(TIMES):
            part = draw_one(draw)
            sentence = frames[n % len(frames)].format(part)
            start = sentence.index(part)
            seen = betrays(sentence)
            inside = [f for f in seen if f.kind == kind and f.start <= start]
            found += any(f.stop >= start + len(part) for f in inside)
            more += any(f.stop <= start or f.start >= start + len(part) for f in seen)
        yield Reading(name, TIMES, found / TIMES, more / TIMES)
    false = sum(bool(betrays(sentence.format(n=n))) for n in range(2, 9) for sentence in CLEAN)
    yield Reading("clean sentences", len(CLEAN) * 7, 0.0, false / len(CLEAN) / 7)


def keep() -> list[dict[str, object]]:
    """Measure, put the table into bench/README.md, and return its rows."""
    rows = list(readings())
    lines = ["| what stands in the sentence | sentences | found whole | something else found |"]
    lines.append("|---|---|---|---|")
    for row in rows:
        found = f"{row.found:.1%}" if row.name in SENTENCES else "–"
        lines.append(f"| {row.name} | {row.sentences} | {found} | {row.more:.1%} |")
    before, _, rest = PAGE.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text("\n".join([f"{before}{BEGIN}", *lines, f"{END}{after}"]))
    return [asdict(row) for row in rows]


if __name__ == "__main__":
    keep()
