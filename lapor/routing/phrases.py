"""How Indonesian offices write: the deeds, dates and empty phrases that `answers` looks for."""

import re

_DEEDS = (
    "perbaiki aspal tambal bersihkan angkut pangkas pasang kirim kirimkan salurkan cairkan "
    "terbitkan cetak ganti bayar bayarkan tindak tertibkan segel ukur survei survey tinjau "
    "kunjungi periksa cek hubungi keruk normalisasi bangun buka tutup cabut batalkan mutasi "
    "panggil tegur selesaikan serahkan verifikasi data tangani evakuasi padamkan potong gali uji "
    "perbarui aktifkan kembalikan temui urai semprot nyalakan sambung"
)
_DOINGS = (
    "melakukan dilakukan melaksanakan dilaksanakan memasang memperbaiki membersihkan menertibkan "
    "meninjau mengganti mengangkut memeriksa menghubungi mengunjungi menyalurkan menerbitkan "
    "memanggil menegur mengembalikan memangkas menambal mengeruk"
)
_MONTHS = "januari februari maret april mei juni juli agustus september oktober november desember"
_GREETINGS = (
    "yth bapak ibu sdr saudara saudari pelapor selamat pagi siang sore malam terima kasih "
    "terimakasih assalamualaikum assalamu alaikum waalaikumsalam salam hormat kami atas laporan "
    "laporannya anda mohon maaf demikian wr wb yang terhormat kak min warga masyarakat lapor"
)
_EMPTY = (
    "yang dan di ke dari untuk dengan ini itu atau pada adalah juga sudah telah akan tidak ada "
    "saya kami anda kita mereka oleh dalam agar bisa dapat karena jadi sangat lebih masih mohon "
    "tolong bapak ibu pak bu warga sehingga saat hal para sebagai tersebut serta bagi namun tapi "
    "sampai seperti setelah sebelum kalau jika apa kapan siapa mana selamat pagi siang sore malam "
    "terima kasih terimakasih laporan yth lapor nya pun lagi hanya harus belum bukan"
)
EMPTY_WORDS = frozenset(_EMPTY.split())


def _any(*parts: str) -> str:
    return "(?:" + "|".join(parts) + ")"


def _words(words: str) -> str:
    return _any(*words.split())


_MONTH = _words(_MONTHS)
_DEED = _any(rf"(?:di|ter|kami |kita ){_words(_DEEDS)}\b", rf"{_words(_DOINGS)}\b")
_GAP = r"(?:\s+\w+){0,3}?\s+"  # at most three words between

FINISHED = re.compile(rf"\b{_words('telah sudah selesai')}{_GAP}{_DEED}")
PLAN = re.compile(rf"\b{_words('akan dijadwalkan direncanakan rencananya')}{_GAP}{_DEED}")
PROMISE = re.compile(rf"\b{_words('akan dijadwalkan direncanakan rencananya menyusul')}\b")
DATE = re.compile(
    _any(
        rf"\b\d{{1,2}} {_MONTH}(?: \d{{4}})?",
        r"\b\d{1,2}[/\-.]\d{1,2}[/\-.]\d{2,4}\b",
        r"\b(?:tanggal|tgl)\.? \d{1,2}\b",
        rf"\b{_words('senin selasa rabu kamis jumat sabtu minggu')} (?:lalu|kemarin|depan|ini|\d)",
        rf"\b{_words('bulan akhir awal pertengahan')} {_MONTH}\b",
        r"\b(?:hari ini|kemarin|besok|minggu depan|bulan depan)\b",
    )
)
DOCUMENT = re.compile(
    r"\b(?:surat|sk|berita acara|nota dinas|bap|sertifikat|resi)\b"
    r"(?=.{0,20}\b(?:no|nomor|tanggal|\d))"
)
LAW = re.compile(
    r"\b(?:pasal \d+|(?:perda|perwali|perbup|pergub|permen\w{0,12}|perpres|undang-undang|uu|pp|"
    r"peraturan \w{2,20})\b.{0,40}?\d)"
)
CAUSE = re.compile(r"\b(?:karena|disebabkan|dikarenakan|akibat|lantaran|penyebabnya|sebab)\b")
NEXT_STEP = re.compile(
    r"\b(?:silakan|silahkan|(?:anda|bapak/ibu) (?:dapat|bisa|perlu)|"
    r"dapat (?:mengajukan|datang|mendaftar)|datang(?:lah)? ke|bawa(?:lah)? (?:ktp|kk|berkas)|"
    r"ajukan|langkah berikutnya|selanjutnya anda)\b"
)
AMOUNT = re.compile(
    r"\b\d+(?:[.,]\d+)? ?"
    + _words(
        "m2? meter km unit titik orang kk rumah pohon lampu ton persen hari liter buah ruas truk "
        "warga petugas"
    )
    + r"\b|\brp\.? ?\d"
    + r"|\b(?:jalan|jl\.?|jln\.?|gang|rt|rw|kelurahan|desa) (?!yang|rusak|ini|itu)\w+"
)
CONTACT = re.compile(
    r"\b(?:telepon|telp|whatsapp|wa|hotline|call center|loket|surel|email)\b.{0,30}[\d@]"
    r"|\b\w{1,64}@\w{1,64}\.\w+"
)
EMPTY_PHRASES = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:segera|akan)(?: segera)?(?: kami)? (?:di)?(?:tindak ?lanjut\w*|proses)\b",
        r"\b(?:akan(?: kami)?|kami|sedang) (?:di)?koordinasi(?:kan)?\b",
        r"\b(?:di)?(?:teruskan|sampaikan) (?:kepada|ke) (?:dinas|instansi|pihak|bidang|opd)"
        r"(?: \w{1,20})? ?(?:terkait|yang berwenang)",
        r"\b(?:menjadi|sebagai)(?: bahan)? (?:masukan|perhatian|evaluasi|pertimbangan)\b",
        r"\bterima ?kasih atas (?:laporan|masukan|saran|perhatian|partisipasi|informasi|aduan|"
        r"pengaduan)",
        r"\bmohon (?:untuk )?(?:menunggu|bersabar|kesabaran\w*|ditunggu|kerja ?sama\w*)\b",
        r"\bsesuai(?: dengan)? (?:prosedur|ketentuan|aturan|peraturan|mekanisme|sop)"
        r"(?: yang)? (?:berlaku|ada)\b",
        r"\b(?:akan|terus)(?: kami)? (?:upayakan|berupaya|berusaha|tingkatkan|monitor|pantau)\b",
    )
)
GREETING = re.compile(rf"\b{_words(_GREETINGS)}\b")
RUDE = re.compile(
    r"\b(?:salah (?:anda|sendiri)|bukan urusan kami|jangan asal|anda (?:ngawur|bohong|salah)|"
    r"tidak usah (?:lapor|melapor|mengeluh)|makanya|tolong baca|sudah dibilang|cerewet|"
    r"mengada-ada|urus sendiri)\b|!{2,}|\?{3,}"
)
