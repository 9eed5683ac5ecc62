"""Words as people use them: everyday ones that villages are called by, and what offices are called.

"Motor jatuh" tells of no village Jatuh; who asks for "dinas pu" wants public works.
"""

WORDS = """
aman angkut antre atap ayam bagus bahagia baja bakar bakti balas bambu ban banjir bantal bantuan
bata batal bau bawang bayar bayi becek benar beras bersih besi beton biru bisa bocor buang buka
bukit buku bunga cepat culik damai danau dari daun debu desak dingin durian gaji ganti gedung gelap
genteng getar goyang gudang harapan harga hilang hitam hujan ikan jadi jagung jatuh jaya jelek
jeruk juta kaca kabel kamar kanan kapas karet karya kasih kelapa kembang keras kering kiri kirim
kolam kopi kotor kunci kuning kurang ladang lancar lanjut lapor lebih lembah lewat licin listrik
lubang lumpur lurah mabuk mahal maju makam makan makmur mampet mangga masuk mekar mobil motor muda
mulia murah murid orang pada padam padi pagar paku pam panas panjang parah parang patah payung
perak pinggir pintu pisang pohon pukul pungli punggung pupuk putih putus retak roboh roda rusak
sabar sampah samping sawit sehat sejahtera selesai sembilan sembako semen sentosa sering setia
siram subur sumur surat suara takut tangga tanya tiang tiga topi truk tua tulang tunggu turun tutup
ubah ubi ujung upah uang
"""
EVERYDAY = frozenset(WORDS.split())
# What people call offices, and a part of the name that these bear.
OFFICES_CALLED = {
    "pu": "pekerjaan umum",
    "pupr": "pekerjaan umum",
    "capil": "pencatatan sipil",
    "dukcapil": "pencatatan sipil",
    "disdik": "pendidikan",
    "dinkes": "dinas kesehatan",
    "dishub": "dinas perhubungan",
    "dinsos": "dinas sosial",
    "disnaker": "tenaga kerja",
    "dlh": "lingkungan hidup",
    "pdam": "air minum",
    "satpol": "polisi pamong praja",
    "damkar": "pemadam",
}
