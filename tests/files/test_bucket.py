"""The same in a bucket that speaks S3, on this machine; and a bucket that is away."""

import io
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured

from lapor.files import arriving, checking, copies, leaving, quarantine, shelf
from lapor.project.shelves import FORM, folders, shelves
from lapor.reports.attaching import attach
from lapor.reports.models import Sealed
from lapor.reports.originals import ciphertext
from lapor.reports.terms import Audience
from tests.factories import MONDAY, make_report
from tests.files import made
from tests.files.test_traces import docx, found_in, jpeg, pdf
from tests.project.service import until

MOTO = Path(sys.executable).parent / "moto_server"
KEY, SECRET = "kunci", "rahasia/dengan+tanda"
NAMED = "s3+http://kunci:rahasia%2Fdengan%2Btanda@{host}/berkas"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not MOTO.exists(), reason="moto_server is not installed"),
]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    """A server of buckets with one in it."""
    at = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(  # noqa: S603
        [MOTO, "-H", "127.0.0.1", "-p", at.rpartition(":")[2]],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until(lambda: answers(at))
        client_of(at).create_bucket(Bucket="berkas")
        yield at
    finally:
        process.kill()
        process.wait()


def answers(at: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{at}/moto-api/", timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


def client_of(at: str) -> Any:
    return boto3.client(
        "s3", endpoint_url=f"http://{at}", aws_access_key_id=KEY, aws_secret_access_key=SECRET,
        region_name="us-east-1",
    )  # fmt: skip


def everything(at: str) -> dict[str, bytes]:
    client = client_of(at)
    listed = client.list_objects_v2(Bucket="berkas").get("Contents", [])
    return {
        row["Key"]: client.get_object(Bucket="berkas", Key=row["Key"])["Body"].read()
        for row in listed
    }


@pytest.fixture
def bucket(host, settings):
    """Let files lie in the bucket."""
    named = shelves(NAMED.format(host=host), Path("unused"), Path("unused"))
    settings.STORAGES = settings.STORAGES | named
    return host


@pytest.mark.django_db(transaction=True)
def test_a_file_lives_its_whole_life_in_a_bucket_and_nothing_there_says_whose_it_is(
    world, work, bucket
):
    report, _reporter = make_report(world)
    files = []
    for content in (jpeg(), pdf(), docx()):
        file, token = arriving.take(io.BytesIO(content), len(content))
        attach(report, [token], audience=Audience.HOLDER, at=MONDAY, event=report.events.first())
        files.append(file)
    waiting = everything(bucket)
    assert {key.partition("/")[0] for key in waiting} == {"quarantine"}
    assert [key for key, held in waiting.items() if found_in(held)] == []
    work()
    lying = everything(bucket)
    assert {key.partition("/")[0] for key in lying} == {"files"}, "quarantine is empty"
    assert [key for key, held in lying.items() if found_in(held)] == []
    for file in files:
        file.refresh_from_db()
        assert (file.state, file.fault) == ("clean", "")
        with copies.read(file) as copy:
            assert len(copy.read()) == file.size
    assert ciphertext(Sealed.objects.filter(part=Sealed.Part.FILE)[0])
    shown = copies.covered(files[0], [[0, 0, 0.5, 0.5]])
    for file in (*files, shown):
        leaving.remove(file)
    assert everything(bucket) == {}
    with pytest.raises(LookupError):
        shelf.take(shelf.FILES, files[0].key)


@pytest.mark.django_db
def test_a_repeated_piece_takes_its_own_place(bucket):
    file, token = arriving.begin(4)
    quarantine.lay(file, 0, b"once")
    arriving.append(token, 0, b"then")
    file.refresh_from_db()
    assert quarantine.raw(file) == b"then"
    leaving.remove(file)


@pytest.mark.django_db
def test_a_bucket_that_is_away_is_said_clearly_and_loses_nothing(settings):
    away = shelves(NAMED.format(host=f"127.0.0.1:{free_port()}"), Path("unused"), Path("unused"))
    content = made.image()
    file, token = arriving.take(io.BytesIO(content), len(content))
    there = settings.STORAGES
    settings.STORAGES = there | {"files": away["files"]}
    with pytest.raises(shelf.Unwritten):
        checking.check(str(file.pk))
    settings.STORAGES = there | {"quarantine": away["quarantine"]}
    with pytest.raises(shelf.Unread):
        checking.check(str(file.pk))
    assert arriving.find(token).attempts == 0
    settings.STORAGES = there
    checking.check(str(file.pk))
    assert arriving.find(token).state == "clean"


@pytest.mark.parametrize(
    "url",
    [
        "s3://host/bucket",
        "file://host/folder",
        "file:///",
        "http://a:b@host/bucket",
        "s3://a:b@host",
        "s3://a:b@host/one/two",
        "nas",
    ],
)
def test_an_address_that_is_none_is_refused_without_quoting_it(url):
    with pytest.raises(ImproperlyConfigured) as refused:
        shelves(url, *folders(url, Path("home")))
    assert str(refused.value) == FORM


def test_a_folder_that_two_users_share_has_both_parts_below_it():
    shared = folders("file:///var/lib/lapor/shared", Path("home"))
    assert [str(path) for path in shared] == [
        "/var/lib/lapor/shared/files",
        "/var/lib/lapor/shared/quarantine",
    ]
    assert folders("", Path("home")) == (Path("home/files"), Path("home/quarantine"))
