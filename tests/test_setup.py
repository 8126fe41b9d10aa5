"""The set-up: what is installed is locked by hashes, and an environment that was made half-way is not gone on with."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))
# A Python as Debian has it without python3-venv: an environment is begun and has no pip.
WITHOUT_VENV = """#!/bin/sh
[ "$1" = -c ] && exec '{python}' "$@"
mkdir -p .venv/bin
printf '#!/bin/sh\\nexit 1\\n' >.venv/bin/python
chmod +x .venv/bin/python
exit 1
"""


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_name_versions_and_hashes_and_no_host(lock: str) -> None:
    """Any index will do; what it gives must be what was locked, and fit what the other locks name."""
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    for requirement in re.split(r"\n(?=\w)", text)[1:]:
        assert re.match(r"[\w.-]+==\S+( ; .*)? \\\n    --hash=sha256:[0-9a-f]{64}", requirement), requirement
    main = pins("requirements.lock")
    assert {name: version for name, version in pins(lock).items() if main.get(name, version) != version} == {}


def test_make_uses_every_lock() -> None:
    """Each is installed from by some target, and renewed by `make lock`."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for lock in LOCKS:
        assert f"-r {lock}" in makefile
        assert f"-o {lock}" in makefile


def test_environment_made_half_way_is_not_gone_on_with(tmp_path: Path) -> None:
    """Each try ends with what is to be installed, the first and the next."""
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        shutil.copyfile(ROOT / name, tmp_path / name)
    python = tmp_path / "python-without-venv"
    python.write_text(WITHOUT_VENV.format(python=sys.executable), "utf-8")
    python.chmod(0o755)
    alone = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}  # `make test` is a make around this one
    for _ in range(2):
        tried = subprocess.run(["make", "--no-print-directory", "install", f"PYTHON={python}"], cwd=tmp_path, env=alone, capture_output=True, text=True, timeout=60, check=False)
        assert tried.returncode != 0
        assert tried.stdout.splitlines()[-1].endswith("apt install python3-venv, then try again"), tried.stdout
        assert "Installing" not in tried.stdout
