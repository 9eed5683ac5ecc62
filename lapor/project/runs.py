"""Notes when something that must happen again and again was last done to its end."""

from datetime import datetime

from lapor.project.models import LastRun

BACKUP, DRILL = "backup", "drill"


def note_run(name: str, at: datetime) -> None:
    """Write it down; what is older than what stands there changes nothing to the worse."""
    LastRun.objects.update_or_create(name=name, defaults={"at": at})


def last_runs() -> dict[str, datetime]:
    """Return when each was last done."""
    return dict(LastRun.objects.values_list("name", "at"))
