"""Logs that tell what happened and to which row, never what a person wrote or who they are.

Only the keys of `ALLOWED` leave this process. An exception is told by its type and its lines:
its message may quote a row. A library's record is told by its template, without its arguments.
"""

import logging
import logging.config
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import Processor

ALLOWED = (
    "timestamp", "level", "logger", "event", "error", "where",
    "route", "status", "ms", "number", "move", "message_id", "task", "job_id", "taken", "count",
    "file_id", "request_id",
)  # fmt: skip
Record = MutableMapping[str, Any]
EVENTS = {"django.request": "answered", "django.security.csrf": "form_refused"}
FRAMES = 12  # the innermost lines of a traceback are the ones that tell


def allow(_: object, __: str, event: Record) -> Mapping[str, Any]:
    """Drop every key that is not on the list."""
    return {key: event[key] for key in ALLOWED if event.get(key) is not None}


def tell_error(_: object, __: str, event: Record) -> Record:
    """Put the type of an exception and its lines in the place of its message."""
    if (found := event.pop("exc_info", None)) and isinstance(found, tuple) and found[1]:
        frames = traceback.extract_tb(found[2])[-FRAMES:]
        event["error"] = found[0].__name__
        event["where"] = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    return event


def tell_library(_: object, __: str, event: Record) -> Record:
    """Take from a library's record what it can say without its arguments.

    A message without arguments may have them written in already: then only its place is told.
    """
    record: logging.LogRecord = event["_record"]
    fields = vars(record)
    template = record.msg if event.pop("positional_args", None) else None
    place = f"{record.module}:{record.lineno}"
    event["event"] = fields.get("action") or EVENTS.get(record.name) or template or place
    event["status"] = fields.get("status_code")
    match = getattr(fields.get("request"), "resolver_match", None)
    event["route"] = match.view_name if match else None
    if isinstance(job := fields.get("job"), Mapping):
        event["task"], event["job_id"] = job.get("task_name"), job.get("id")
    event["exc_info"] = record.exc_info
    return event


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def formatter() -> structlog.stdlib.ProcessorFormatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*SHARED, tell_library],
        processors=[tell_error, allow, structlog.processors.JSONRenderer()],
        use_get_message=False,
        pass_foreign_args=True,
    )


def configuration(process: str, folder: Path, level: str) -> dict[str, Any]:
    """Return Django's LOGGING: a file for each kind of process, and `level` and up to stderr."""
    handlers: dict[str, dict[str, Any]] = {
        "stderr": {"class": "logging.StreamHandler", "formatter": "lines", "level": level},
    }
    if process:
        handlers["file"] = {
            "class": "logging.handlers.WatchedFileHandler",
            "filename": str(folder / f"{process}.log"),
            "formatter": "lines",
        }
    quiet = {"django.server", "asyncio", "PIL", "faker"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "lapor.project.logs.formatter"}},
        "handlers": handlers,
        "root": {"handlers": list(handlers), "level": "WARNING"},
        "loggers": {
            "lapor": {"level": "INFO"},
            "procrastinate": {"level": "INFO"},
            "procrastinate.blueprints": {"level": "WARNING"},
            "django": {"level": "WARNING", "handlers": []},
            "django.request": {"level": "ERROR"},  # who mistypes an address is no news
        }
        | {name: {"level": "ERROR"} for name in quiet},
    }


def configure(settings: dict[str, Any]) -> None:
    """Apply LOGGING and let structlog speak through it; Django calls this once at its start."""
    for handler in settings["handlers"].values():
        if "filename" in handler:
            Path(handler["filename"]).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Where a line cannot be written, on a full disk, the library would print the record as it is,
    # with its arguments, past every rule of this module.
    logging.raiseExceptions = False
    logging.config.dictConfig(settings)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
