"""Words beside the name of a place: what stands before it, between and after, and its nicknames."""

KINDS = {
    "kel": 4,
    "kelurahan": 4,
    "desa": 4,
    "ds": 4,
    "kec": 3,
    "kecamatan": 3,
    "kota": 2,
    "kab": 2,
    "kabupaten": 2,
    "prov": 1,
    "provinsi": 1,
}
GOVERNED = {"kota": "kota", "kab": "kabupaten", "kabupaten": "kabupaten"}
# What people call some places and provinces.
CALLED = {
    "jogja": "kota yogyakarta",
    "yogya": "kota yogyakarta",
    "jogjakarta": "kota yogyakarta",
    "diy": "daerah istimewa yogyakarta",
    "tangsel": "kota tangerang selatan",
    "jakarta": "daerah khusus ibukota jakarta",
    "dki": "daerah khusus ibukota jakarta",
    "dki jakarta": "daerah khusus ibukota jakarta",
    "jkt": "daerah khusus ibukota jakarta",
    "jaksel": "kota administrasi jakarta selatan",
    "jakbar": "kota administrasi jakarta barat",
    "jakpus": "kota administrasi jakarta pusat",
    "jaktim": "kota administrasi jakarta timur",
    "jakut": "kota administrasi jakarta utara",
    "jabar": "jawa barat",
    "jateng": "jawa tengah",
    "jatim": "jawa timur",
    "ntb": "nusa tenggara barat",
    "ntt": "nusa tenggara timur",
    "sumut": "sumatera utara",
    "sumbar": "sumatera barat",
    "sumsel": "sumatera selatan",
    "kalbar": "kalimantan barat",
    "kalteng": "kalimantan tengah",
    "kalsel": "kalimantan selatan",
    "kaltim": "kalimantan timur",
    "sulsel": "sulawesi selatan",
    "sulut": "sulawesi utara",
    "sulteng": "sulawesi tengah",
}
UNSAID = ("kota", "kabupaten", "kota administrasi", "kabupaten administrasi")
BEFORE = frozenset({*KINDS, "di", "daerah", "wilayah", "in", "at"})
# What stands between such a word and the name of the place: "di depan pasar Sukamaju".
BETWEEN = """
depan belakang dekat deket sekitar samping seberang sebelah pinggir tepi ujung simpang pertigaan
perempatan tps rs rsud loket samsat pasar sekolah sd sdn smp smpn sma sman smk masjid mesjid
mushola gereja kantor balai jembatan terminal stasiun puskesmas posyandu dusun dukuh kampung kp
komplek perumahan rt rw the village district
"""
LANDMARKS = frozenset(BETWEEN.split())
# These have names of their own: "Pasar Rau" lies in no village Rau.
NAMED = "pasar rs masjid mesjid mushola gereja jembatan terminal stasiun komplek perumahan"
NAMED_LANDMARKS = frozenset(NAMED.split())
# A place follows these, too: "Lurah Sawah Luhur". After an office it is as often part of its name.
OFFICERS = frozenset({"lurah", "kades", "sekdes", "camat", "bupati", "walikota", "gubernur"})
SERVICES = """
sd sdn sdit mi smp smpn mts sma sman smk smkn puskesmas posyandu rsud polsek kantor upt
"""
OFFICES = OFFICERS | frozenset(SERVICES.split())
STREETS = frozenset({"jalan", "jln", "jl", "gang", "gg", "blok", "lorong"})
# Places are called so, too; small and alone they are words of a story.
COMMON = """
sini situ sana dalam atas bawah luar tengah mana rumah saya kami kita kota desa air sungai kali
sawah kebun hutan gunung bukit pantai laut tanah batu pasir lapangan taman baru lama besar kecil
raya merah lampu timur barat utara selatan kampung tempat lokasi lingkungan lokal jalan pos loket
bagian bidang dinas kantor rumah sakit parit selokan got saluran irigasi tambak kolam muara pulau
kelas bulan hari minggu tahun toko warung mesjid jembatan bendungan sumber mata tugu tower pasar
simpang lebak
this that here there
"""
NO_NAME = frozenset(COMMON.split())
# With these the name of a place is over: "di Sukamaju yang rusak sejak kemarin".
AFTER = """
yang yg dan atau ada sejak sudah sdh udah tidak tdk belum karena krn untuk utk dengan dgn pada oleh
sampai hingga kalau bila saat ketika selalu sering banyak para agar supaya mohon tolong rusak mati
banjir macet lama lalu kemarin tadi sekarang selama sekali ini itu minta and since is
"""
ENDS = frozenset(AFTER.split())
