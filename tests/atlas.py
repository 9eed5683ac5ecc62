"""A map of a city for tests: who does what there, by which words, and rules on top."""

from datetime import date

from lapor.agencies import rules as book
from lapor.agencies.models import (
    Agency,
    DecidingWord,
    Function,
    OfficeMap,
    Region,
    RoutingRule,
)
from lapor.routing.functions import seeds
from tests.factories import MONDAY, World, make_agency


def make_atlas(world: World) -> dict[str, Agency]:
    """A map of the city: transport for street lights, schools, power for the nation."""
    Function.objects.bulk_create(
        Function(
            code=row.code,
            name=row.name,
            basis=row.basis,
        )
        for row in seeds()
    )
    DecidingWord.objects.bulk_create(
        DecidingWord(function_id=row.code, words=one.words, weight=one.weight, valid_from=MONDAY)
        for row in seeds()
        for one in row.keywords
    )
    transport = make_agency("Dinas Perhubungan", world.city)
    schools = make_agency("Dinas Pendidikan", world.city)
    power = make_agency("PT Listrik", world.root)
    Agency.objects.filter(pk=world.city.pk).update(
        region=Region.objects.create(code="36.73", name="Kota Serang", level=2, label="Kota Serang")
    )
    Agency.objects.filter(pk=world.kelurahan.pk).update(region=world.place)
    for government, code, office in (
        (world.city, "DISHUB", transport),
        (world.city, "PENDIDIKAN", schools),
        (world.city, "PU", world.works),
        (world.root, "PLN", power),
    ):
        settle(government, code, office)
    book.changed()
    return {"transport": transport, "schools": schools, "power": power}


def settle(government, code, office, **fields):
    told = {"source": "admin", "valid_from": date(2020, 1, 1), "entered_at": MONDAY} | fields
    return OfficeMap.objects.create(government=government, function_id=code, office=office, **told)


def rule(owner, **fields):
    told = {"name": "Aturan-uji", "order": 0, "valid_from": MONDAY} | fields
    made = RoutingRule.objects.create(owner=owner, **told)
    book.changed()
    return made
