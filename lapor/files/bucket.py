"""Files in a bucket that speaks S3. Imported only where LAPOR_FILES_URL names one."""

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage

ANSWER = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"max_attempts": 2},
    signature_version="s3v4",
    s3={"addressing_style": "path"},
)


class Bucket(S3Storage):
    """One bucket, closed, that gives up soon enough for the reporter to hear of it."""

    def get_default_settings(self) -> dict[str, Any]:
        own = {
            "client_config": ANSWER,
            "default_acl": None,  # as the bucket says
            "file_overwrite": True,  # keys are random; what is repeated takes its own place
        }
        return {**super().get_default_settings(), **own}
