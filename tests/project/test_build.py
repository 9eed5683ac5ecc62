"""A built package brings what a checkout makes at its first start."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("pyproject.toml", "requirements.in", "README.md", "LICENSE")


@pytest.mark.slow
def test_a_package_has_its_catalogues_compiled_and_its_texts(tmp_path):
    source = tmp_path / "source"
    shutil.copytree(
        ROOT / "lapor", source / "lapor", ignore=shutil.ignore_patterns("*.mo", "__pycache__")
    )
    for name in NEEDED:
        shutil.copy(ROOT / name, source)
    wheel = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    subprocess.run(  # noqa: S603
        [*wheel, "--no-index", "--quiet", "--wheel-dir", tmp_path, source],
        check=True,
        capture_output=True,
    )
    (built,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(built).namelist()
    assert "lapor/locale/en/LC_MESSAGES/django.mo" in names
    assert "lapor/project/seed/data/legal/privacy.id.md" in names
    assert "lapor/project/seed/data/letters.en.toml" in names
