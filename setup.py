"""What pyproject.toml cannot say: pages and scripts, kept beside the packages, go into a wheel."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

PAGE_FOLDERS = ("templates", "static")


class BuildWithPages(build_py):
    """Puts the page folders into the project's package; an editable install leaves them."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        package_dir = Path(self.build_lib, "engage_mapper")
        for name in PAGE_FOLDERS:
            shutil.copytree(name, package_dir / name, dirs_exist_ok=True)


setup(cmdclass={"build_py": BuildWithPages})
