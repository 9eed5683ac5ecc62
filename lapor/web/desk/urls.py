"""The officers' pages, all below `/desk/`. The sign-in library asks for the names that it uses."""

from django.urls import path

from lapor.accounts import signin as library
from lapor.web.desk import case, inbox, letters, signin, steps, units

urlpatterns = [
    path("", inbox.inbox, name="desk-inbox"),
    path("cari", inbox.find, name="desk-search"),
    path("unit", units.pick, name="desk-units"),
    path("laporan/<str:number>", case.show, name="desk-case"),
    path("laporan/<str:number>/<slug:step>", steps.act, name="desk-act"),
    path("surat", letters.letters, name="desk-letters"),
    path("surat/<uuid:key>/lagi", letters.again, name="desk-letter-again"),
    path("masuk", library.login, name="account_login"),
    path("masuk/kode", library.ask_code, name="mfa_authenticate"),
    path("masuk/ulang", library.reauthenticate, name="account_reauthenticate"),
    path("masuk/kode-ulang", library.ask_code_again, name="mfa_reauthenticate"),
    path("masuk/tidak-aktif", library.inactive, name="account_inactive"),
    path("keluar", library.logout, name="account_logout"),
    path("akun", signin.account, name="mfa_index"),
    path("akun/faktor-kedua", library.activate, name="mfa_activate_totp"),
    path("akun/ganti-faktor-kedua", signin.replace_factor, name="mfa_deactivate_totp"),
    path("akun/kode-cadangan", signin.recovery_codes, name="mfa_view_recovery_codes"),
    path("akun/kode-cadangan/baru", signin.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("akun/kata-sandi", signin.change_password, name="account_change_password"),
]
