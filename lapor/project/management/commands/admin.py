"""`lapor admin`: the first national administrator, and who sits where, from the machine itself."""

import getpass
import sys
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from lapor.accounts.demo import PREFIX, is_let_in
from lapor.accounts.models import User
from lapor.agencies import posts
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Post, Role, Tenure, in_force
from lapor.agencies.posts import SEATS, Unfit

MACHINE = Actor(Role.NATIONAL_ADMIN)  # whoever commands the machine; no person, no post
MOST_LIKE_IT = 8


class Command(BaseCommand):
    help = "Make the first national administrator; seat a person in a post; end what they hold."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        create = steps.add_parser("create", help="make a person and seat them at the root")
        create.add_argument("username")
        create.add_argument("email")
        seat = steps.add_parser("seat", help="seat a person in a post; make both if missing")
        seat.add_argument("username")
        seat.add_argument("--role", required=True, choices=[role.value for role in SEATS])
        seat.add_argument("--agency", required=True, metavar="SLUG")
        seat.add_argument("--title", default="", help="of the post; else the name of the role")
        seat.add_argument("--email", default="", help="of a new person")
        seat.add_argument("--name", default="", help="of a new person")
        seat.add_argument("--replace", action="store_true", help="end the tenure of who sits there")
        leave = steps.add_parser("leave", help="end what a person holds")
        leave.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        steps = {"create": self.create, "seat": self.seat, "leave": self.leave}
        try:
            steps[options["step"]](options)
        except Unfit as error:
            raise CommandError(str(error.says)) from error

    def create(self, options: dict[str, Any]) -> None:
        """Seat a new person as national administrator."""
        root = Agency.objects.filter(parent=None).first()
        if root is None:
            raise CommandError("There is no national root yet. Run `lapor seed` first.")
        if User.objects.filter(username=options["username"]).exists():
            raise CommandError(f"{options['username']} exists already.")
        person = new_person(options["username"], options["email"])
        with transaction.atomic():
            person.save(force_insert=True)
            sit(person, post_of(root, Role.NATIONAL_ADMIN, ""), replace=False)
        self.stdout.write(f"{person.username} may sign in at /desk/ and will add a second factor.")

    def seat(self, options: dict[str, Any]) -> None:
        """Seat a person, new or known, in a post that is free or that they take over."""
        agency, role = agency_of(options["agency"]), Role(options["role"])
        check_place(agency, role)
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            if not options["email"]:
                raise CommandError(
                    f"There is no {options['username']} yet. Give --email for a new person:"
                    " letters to the office go there."
                )
            person = new_person(options["username"], options["email"], options["name"])
        with transaction.atomic():
            person.save()
            post = post_of(agency, role, options["title"])
            sit(person, post, replace=options["replace"])
        self.stdout.write(f"{person.username} is now {post.title}, {agency.name}.")

    def leave(self, options: dict[str, Any]) -> None:
        """End every tenure of a person; the account stays, without a post it opens nothing."""
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError(f"There is no {options['username']}.")
        held = tenures(person=person)
        if not held:
            raise CommandError(f"{person.username} holds no post.")
        for tenure in held:
            posts.vacate(tenure.post, actor=MACHINE)
            self.stdout.write(f"{person.username} is no longer {title_of(tenure)}.")


def new_person(username: str, email: str, name: str = "") -> User:
    """Return a person who is not stored yet, with the password that is asked for."""
    person = User(username=username, email=email, name=name)
    if not is_let_in(person):
        raise CommandError(f"Names that begin with {PREFIX} are of a demo, and stay outside here.")
    password = ask_password()
    try:
        validate_email(email)
        validate_password(password, person)
        person.set_password(password)
        person.full_clean()
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return person


def agency_of(slug: str) -> Agency:
    """Return the agency of this slug; an error names those that are called alike."""
    agency = Agency.objects.filter(slug=slug).first()
    if agency is None:
        rows = Agency.objects.filter(slug__contains=slug).order_by("slug")
        like_it = ", ".join(rows.values_list("slug", flat=True)[:MOST_LIKE_IT])
        hint = f" There are: {like_it}." if like_it else " See the addresses under /instansi/."
        raise CommandError(f"There is no agency {slug}.{hint}")
    return agency


def check_place(agency: Agency, role: Role) -> None:
    """Refuse a seat whose powers would be none: they follow from role and place together."""
    if (role == Role.NATIONAL_ADMIN) != (agency.depth == 0):
        raise CommandError(
            "The national administrator sits at the root, and nobody else does:"
            f" {role} does not fit {agency.slug}."
        )


def post_of(agency: Agency, role: Role, title: str) -> Post:
    """Return the post of this role and title, made if it is missing.

    Without a title it is the only post of that role there, or the only one of them that is free.
    """
    found = list(Post.objects.filter(agency=agency, role=role, ended_at=None).order_by("pk"))
    if title:
        found = [post for post in found if post.title == title]
    if not found:
        return posts.open_post(agency, role, title, actor=MACHINE)
    free = [post for post in found if not tenures(post=post)]
    for choice in (found, free):
        if len(choice) == 1:
            return choice[0]
    titles = ", ".join(sorted({post.title for post in found}))
    raise CommandError(f"{agency.slug} has several posts as {role}. Give --title: {titles}.")


def sit(person: User, post: Post, *, replace: bool) -> None:
    """Open a tenure now. A post has one holder; a person may hold several."""
    for tenure in tenures(post=post):
        if tenure.person == person:
            raise CommandError(f"{person.username} is {title_of(tenure)} already.")
        if not replace:
            raise CommandError(
                f"{tenure.person.username} is {title_of(tenure)}. Give --replace to end that."
            )
    posts.seat(post, person, actor=MACHINE)


def tenures(**whose: User | Post) -> Sequence[Tenure]:
    """Return the tenures of a person or a post that run now."""
    rows = Tenure.objects.filter(in_force(timezone.now()), **whose)
    return list(rows.select_related("post__agency", "person").order_by("pk"))


def title_of(tenure: Tenure) -> str:
    return f"{tenure.post.title}, {tenure.post.agency.name}"


def ask_password() -> str:
    """Ask twice at a terminal; otherwise take one line, so that a script can give it.

    Never an argument: the list of processes shows those to everyone.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise CommandError("The two differ.")
    return password
