"""Install the reference from npm: `make reference`."""

import shutil
import subprocess
import sys

from scripts.reference import HERE, reference_dir


def main() -> int:
    if not shutil.which("npm"):
        print("npm is not installed, so the reference cannot be installed.")
        return 1
    folder = reference_dir()
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    command = ["npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    status = subprocess.run(command, cwd=folder, check=False).returncode
    print(f"The reference is in {folder}." if status == 0 else "npm could not install it.")
    return status


if __name__ == "__main__":
    sys.exit(main())
