"""Passwords that are a known word in disguise, or little more than words of this very place."""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What somebody here types who has to think of a password. It stands in docs/howto/accounts.md.
WORDS_OF_THIS_PLACE = (
    "lapor", "sp4n", "pengaduan", "aspirasi", "pelapor", "petugas", "admin", "operator",
    "verifikator", "penghubung", "pengawas", "inspektorat", "ombudsman", "kementerian",
    "pemerintah", "pemprov", "pemkab", "pemkot", "provinsi", "kabupaten", "kota", "kecamatan",
    "kelurahan", "desa", "dinas", "kantor", "indonesia", "merdeka", "pancasila", "garuda",
    "sandi", "rahasia", "password",
)  # fmt: skip
LEAST_OF_ITS_OWN = 6  # letters and figures beside those words
ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")
DISGUISES = str.maketrans("@4310$5", "aaeioss")


class KnownInDisguise:
    """Refuses a password of everybody's list with figures or signs around it, or a word of here.

    Django's own list holds the 20,000 that leaked most often; few of them are as long as ours must
    be, so it is asked again for what is left without what people put around a word.
    """

    def __init__(self) -> None:
        self.known = CommonPasswordValidator().passwords

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError where the password is easily thought of."""
        small = password.lower()
        core = ENDS.sub("", small)
        if {core, core.translate(DISGUISES)} & self.known:
            raise ValidationError(
                _("Kata sandi ini terlalu mudah ditebak: kata yang dipakai banyak orang."),
                code="known_in_disguise",
            )
        rest = small
        for word in sorted(WORDS_OF_THIS_PLACE, key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != small and len(ENDS.sub("", rest)) < LEAST_OF_ITS_OWN:
            raise ValidationError(
                _("Kata sandi ini terlalu mudah ditebak: kata-kata dari LAPOR atau kantor Anda."),
                code="word_of_this_place",
            )

    def get_help_text(self) -> str:
        return _("Jangan memakai kata yang umum, juga dengan angka di depan atau di belakangnya.")
