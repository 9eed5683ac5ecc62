"""The citizens' pages."""

from django.urls import include, path

from lapor.web import language
from lapor.web.public import (
    about,
    agencies,
    alike,
    browse,
    figures,
    files,
    home,
    join,
    leaving,
    legal,
    likely,
    party,
    proof,
    report,
    robots,
    suggest,
    thread,
    track,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("robots.txt", robots.robots, name="robots"),
    path("keluar", leaving.leave_site, name="leave_site"),
    path("bahasa", language.choose, name="language"),
    path("lapor", report.report, name="report"),
    path("lapor/berkas", files.upload, name="upload"),
    path("lapor/saran", likely.likely, name="likely"),
    path("lapor/serupa", alike.alike, name="alike"),
    path("lacak", track.track, name="track"),
    path("lacak/qr/<str:number>.svg", report.qr, name="qr"),
    path("lacak/percakapan", thread.thread, name="thread"),
    path("lacak/percakapan/berkas/<int:place>", files.mine, name="thread-file"),
    path("lacak/percakapan/berkas/<int:place>/kecil", files.mine_small, name="thread-file-small"),
    path("lacak/percakapan/berkas/<int:place>/lihat", files.mine_seen, name="thread-file-seen"),
    path("lacak/tutup", track.leave, name="leave"),
    path("akun/", include("lapor.web.public.account_urls")),
    path("kabar/<str:token>", proof.proof, name="proof"),
    path("pihak", party.enter, name="party-enter"),
    path("pihak/<int:key>", party.party, name="party"),
    path("pihak/<int:key>/lampiran/<int:place>", party.file, name="party-file"),
    path("laporan/", browse.browse, name="browse"),
    path("laporan/<str:number>", browse.read, name="read"),
    path("laporan/<str:number>/ikut", join.join, name="join"),
    path("laporan/<str:number>/berkas/<int:place>", files.public, name="read-file"),
    path(
        "laporan/<str:number>/berkas/<int:place>/kecil", files.public_small, name="read-file-small"
    ),
    path("laporan/<str:number>/berkas/<int:place>/lihat", files.public_seen, name="read-file-seen"),
    path("instansi/", agencies.agencies, name="agencies"),
    path("instansi/<slug:slug>/", agencies.agency, name="agency"),
    path("cari/instansi", suggest.find_agency, name="find_agency"),
    path("cari/wilayah", suggest.find_region, name="find_region"),
    path("statistik", figures.figures, name="figures"),
    path("tentang/cara-kerja", about.how_it_works, name="how_it_works"),
    path("tentang/tenggat", about.deadline_rules, name="deadline_rules"),
    path("tentang/kerahasiaan", about.privacy, name="privacy"),
]
for name in legal.KINDS:
    urlpatterns += [
        path(f"tentang/{name}", legal.legal, {"name": name}, name="legal"),
        path(f"tentang/{name}/<slug:version>", legal.legal, {"name": name}, name="legal-version"),
    ]
