"""What the build of a package does besides copying: it compiles the catalogues."""

from pathlib import Path

from setuptools.command.build_py import build_py

from lapor.project.catalogues import compile_all


class BuildPackage(build_py):
    """Named in `pyproject.toml`; without it an installed LAPOR would speak Indonesian alone."""

    def run(self) -> None:
        compile_all(Path(self.get_package_dir("lapor"), "locale"))  # of what is built, not of us
        super().run()
