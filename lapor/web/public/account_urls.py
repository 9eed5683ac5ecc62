"""The pages of a citizen's account, all below `/akun/`."""

from django.urls import path

from lapor.web.public import account, account_enter, account_reports

urlpatterns = [
    path("", account.home, name="account"),
    path("masuk", account_enter.enter, name="account-enter"),
    path("masuk/kode", account_enter.code, name="account-code"),
    path("masuk/faktor-kedua", account_enter.second, name="account-second"),
    path("masuk/ulang", account_enter.again, name="account-again"),
    path("masuk/kode-ulang", account.ask_again, name="account-factor-again"),
    path("masuk/kunci-sandi-ulang", account.ask_passkey_again, name="account-passkey-again"),
    path("keluar", account_enter.leave, name="account-leave"),
    path("laporan", account_reports.listed, name="account-reports"),
    path("laporan/<str:number>", account_reports.opened, name="account-report"),
    path("laporan/<str:number>/lepas", account_reports.let_go, name="account-let-go"),
    path("laporan/<str:number>/perangkat", account_reports.device, name="account-device"),
    path(
        "laporan/<str:number>/perangkat/henti",
        account_reports.device_stop,
        name="account-device-stop",
    ),
    path("laporan/<str:number>/berkas/<int:place>", account_reports.file, name="account-file"),
    path(
        "laporan/<str:number>/berkas/<int:place>/kecil",
        account_reports.file_small,
        name="account-file-small",
    ),
    path(
        "laporan/<str:number>/berkas/<int:place>/lihat",
        account_reports.file_seen,
        name="account-file-seen",
    ),
    path("peramban", account.where, name="account-browsers"),
    path("kunci-sandi", account.passkeys, name="account-passkeys"),
    path("kunci-sandi/baru", account.add_passkey, name="account-passkey-new"),
    path("kunci-sandi/<int:pk>/hapus", account.remove_passkey, name="account-passkey-remove"),
    path("aplikasi", account.app, name="account-app"),
    path("aplikasi/hentikan", account.stop_app, name="account-app-stop"),
    path("kode-cadangan", account.spares, name="account-spares"),
    path("kode-cadangan/baru", account.new_spares, name="account-spares-new"),
    path("hapus", account.delete, name="account-delete"),
]
