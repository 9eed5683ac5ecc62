"""What only a demo shows: the mail it sent and the codes of its people, below `/dev/`."""

from django.urls import path

from lapor.web.dev import codes, mail

urlpatterns = [
    path("codes", codes.codes, name="dev-codes"),
    path("kunci/<str:side>", codes.key_file, name="dev-key"),
    path("mail", mail.mails, name="dev-mails"),
    path("mail/<slug:name>", mail.mail, name="dev-mail"),
]
