"""Hears a danger to life in everyday words, Indonesian and English. Pure.

The numbers of the rescuers are told often in vain rather than once too few. What people complain of
every day is no danger by itself: a flooded market, a road on which motorcycles fall.
"""

import re

WHOM = (
    r"(?:saya|aku|gue|kami|kita|anak|istri|isteri|ibu|mama|bapak|ayah|adik|kakak|dia|orang|warga)"
)
FIRE_AND_GAS = (
    r"(?<!kantor pemadam )(?<!pos pemadam )(?<!dinas pemadam )kebakaran",
    r"kebakar|terbakar|hangus|kobongan",
    r"(?:ada|muncul|keluar|lihat) api",
    r"(?<!kereta )api (?:besar|membesar|menjalar|merambat|berkobar)",
    r"(?:panggil|butuh|minta|kirim)\w* (?:pemadam|damkar|ambulans?|pertolongan|bantuan medis)",
    r"meledak|ledakan|gas bocor|kebocoran gas|bocor gas|bau gas|bom",
    r"fires?(?! (?:hydrant|station|extinguisher|truck|drill|work|department))",
    r"(?:house|home|building|people|car|shop|market|kitchen)s? (?:is |are |was )?burning",
    r"burning (?:house|home|building|car|shop)|explo(?:sion|ded|des?)|gas leak\w*|bombs?",
)
WATER_AND_EARTH = (
    r"banjir bandang|tenggelam|kelelep|(?:ter|ke)?hanyut|(?:ter|ke)seret (?:arus|banjir|air|ombak)",
    r"(?:ke|ter)bawa (?:arus|banjir)|air (?:sudah |udah )?(?:sedada|seleher|seatap)",
    r"gempa|longsor|tsunami|puting beliung|erupsi|gunung meletus|awan panas",
    r"terjebak|kejebak|terperangkap|tertimbun|tertimpa|ketimpa",
    r"drown(?:s|ed|ing)?|swept away|flash floods?|earthquakes?|landslides?|trapped",
    r"volcano (?:is |has )?erupt\w*|tornado",
)
VIOLENCE = (
    rf"(?:me)?(?:mukul|pukul|hajar|ngehajar|nghajar|tampar|nampar|cekik|nyekik|tendang|nendang"
    rf"|siksa|nyiksa|aniaya)(?:i|in|kan)?(?: sama)? {WHOM}",
    r"dipukul(?:i|in)?|digebuk\w*|dihajar|dicekik|ditendang|disiksa|dianiaya|penganiayaan|kdrt",
    r"(?:di|mem|pem)?bunuh(?:an)?|diancam (?:mau )?(?:pisau|parang|senjata|golok)",
    r"perkosa(?:an)?|diperkosa|pemerkosa(?:an)?|dicabuli|pencabulan",
    r"disandera|disekap|diculik|penculikan|anak (?:saya |kami )?hilang",
    r"dikeroyok|pengeroyokan|tawuran|(?:di|pe)?rampok(?:an)?|perampok(?:an)?|(?:di)?begal|pembegalan",
    r"ditodong|penodongan|dijambret",
    r"domestic violence|(?:hit|beat|chok|strangl|kick|punch|attack)(?:s|es|ing|ting)? "
    r"(?:me|us|her|him|my|his|their)",
    r"(?:is|are|being|been|was|got) (?:beaten|attacked|robbed|stabbed|shot|raped|kidnapped)",
    r"(?:to|will|gonna|wants to) kill (?:me|us|her|him|my)|murder\w*|robber(?:y|s)?|robbed",
    r"rap(?:e|ed|ing|ist)|sexual(?:ly)? assault\w*|kidnap\w*|hostages?",
)
WEAPONS = (
    r"di ?tusuk|penusukan|(?:di)?bacok|pembacokan|ditembak|penembakan|kena (?:tembak|tusuk|bacok)",
    r"senjata (?:tajam|api)|sajam|ce?lurit|pistol",
    r"(?:bawa|pakai|pake|dengan|acungkan|todong\w*) (?:pisau|parang|golok|samurai|kapak)",
    r"stabb(?:ed|ing)|shooting|gun(?:s|shots?|man|men)?|(?:with|has|have|had) a (?:knife|machete)",
)
OF_ONESELF = (
    r"bunuh diri|bundir|gantung diri|gandir|minum racun|akhiri hidup|mengakhiri hidup",
    r"(?:mau|pengen|pingin|ingin|lebih baik|mending) mati(?: saja| aja)?(?! lampu| listrik| air)",
    r"(?:tidak|tak|gak|ga|nggak) (?:mau|ingin|sanggup|kuat) hidup",
    r"suicid(?:e|al)|kill (?:my|him|her)self|want to die|end my life",
    r"hang(?:ed|ing)? (?:my|him|her)self",
)
ACCIDENTS = (
    r"kecelakaan|laka lantas|tabrakan|tertabrak|ketabrak|ditabrak|tabrak lari|terlindas|kelindas",
    r"korban (?:luka|jiwa|tewas|meninggal)|luka (?:parah|berat)|tewas",
    r"jatuh (?:dari (?:atap|lantai|gedung|jembatan|tangga|pohon)|ke (?:sumur|kali|sungai|jurang))",
    r"(?:ke|ter)setrum|kestrum|nyetrum|tersengat (?:listrik|arus)|kena setrum",
    r"(?<!near )accidents?|crash(?:ed)?|collision|injured|electrocut\w*|hit by a (?:car|truck|bus)",
)
ILLNESS = (
    r"sekarat|pingsan|kejang(?:-kejang)?|serangan jantung|henti jantung|stroke|keracunan|overdosis",
    r"(?:sesak|susah|sulit|tidak bisa|gak bisa|ga bisa|nggak bisa) (?:ber)?na[pf]as",
    r"(?:tidak|tak|gak|ga|nggak) sadar(?:kan diri)?|pendarahan|perdarahan|berdarah|muntah darah",
    r"mau (?:me)?lahir(?:kan|an)|pecah ketuban|ketuban pecah|digigit ular|kritis di",
    r"unconscious|fainted|not breathing|(?:can'?t|cannot|can not) breathe|heart attack",
    r"seizures?|convuls\w*|bleeding|poison(?:ed|ing)|overdos\w*|giving birth|in labou?r|snake bite",
)
CRIES = (
    # "unit gawat darurat", "lampu darurat" name things, and their faults are ordinary reports
    r"(?<!gawat )(?<!lampu )(?<!pintu )(?<!jembatan )(?<!jalan )(?<!tangga )(?<!tenda )darurat",
    r"gawat(?! darurat)|nyawa|sos|tolong[!,. ]+tolong|selamatkan (?:saya|kami|anak|dia)",
    r"emergency(?! (?:room|unit|exit|door|lamp|light|stairs?|number))|ambulance|help!",
    r"in danger|dying|life threatening",
)
DANGERS = (
    *FIRE_AND_GAS,
    *WATER_AND_EARTH,
    *VIOLENCE,
    *WEAPONS,
    *OF_ONESELF,
    *ACCIDENTS,
    *ILLNESS,
    *CRIES,
)
DANGER = re.compile(rf"\b(?:{'|'.join(DANGERS)})(?:nya|lah|kah)?(?!\w)")
DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")  # "kebakaraaan"


def is_emergency(text: str) -> bool:
    """Say whether the words name a danger to life. Told often in vain rather than once too few."""
    plain = " ".join(DRAWN_OUT.sub(r"\1", text.lower().replace("’", "'")).split())
    return bool(DANGER.search(plain))
