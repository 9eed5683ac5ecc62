"""Why the system may not hand on by itself, or must stop, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor.routing.gates import NotYet

IN_WORDS: Mapping[NotYet, str | Promise] = {
    NotYet.FEW_HELD: _("Terlalu sedikit laporan untuk menguji modelnya."),
    NotYet.WORSE: _("Modelnya lebih buruk daripada yang sedang dipakai."),
    NotYet.UNSURE: _("Keyakinan modelnya belum dapat dipercaya."),
    NotYet.FEW_KEPT: _("Belum cukup laporan selesai untuk dipelajari: perlu 2.000."),
    NotYet.SHADOW: _("Belum cukup lama diamati: perlu 30 hari."),
    NotYet.NO_THRESHOLD: _("Belum ada model sendiri yang cukup sering tepat."),
    NotYet.NOT_SHOWN: _(
        "Pilihan petugas belum menunjukkan bahwa 95 dari 100 tepat. Amati lebih lama."
    ),
    NotYet.LATELY_WRONG: _("Minggu ini petugas terlalu sering memilih unit lain."),
    NotYet.NO_LONGER: _("Akhir-akhir ini petugas terlalu sering memilih unit lain."),
}
