"""What the build of a package does besides copying: it compiles the catalogues."""

import subprocess
import sys
from pathlib import Path

from setuptools.command.build_py import build_py

ROOT = Path(__file__).parents[2]


class BuildPackage(build_py):
    """Named in `pyproject.toml`; without it an installed LAPOR would speak Indonesian alone.

    The catalogues are compiled by a program of its own: where a package is built LAPOR is not yet
    installed, so nothing of it can be imported here.
    """

    def run(self) -> None:
        folder = Path(self.get_package_dir("lapor"), "locale").resolve()  # of what is built
        program = [sys.executable, "-m", "lapor.project.catalogues", str(folder)]
        subprocess.run(program, cwd=ROOT, check=True)  # noqa: S603
        super().run()
