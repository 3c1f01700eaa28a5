"""The requests that the guide shows can be sent as they stand there."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.architecture.source_tree import ROOT
from tests.doors import environment

SECTION = re.compile(r"<!-- http:begin -->\n```sh\n(.*?)```\n<!-- http:end -->", re.DOTALL)
PORT = "8321"


def test_the_requests_of_the_guide_are_answered(tmp_path: Path, free_port: int) -> None:
    found = SECTION.search((ROOT / "docs/guide/http.md").read_text(encoding="utf-8"))
    assert found is not None
    assert PORT in found[1]
    (tmp_path / "provenlab").write_text(f'#!/bin/sh\nexec {sys.executable} -m provenlab "$@"\n')
    (tmp_path / "provenlab").chmod(0o755)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"set -m\n{found[1].replace(PORT, str(free_port))}\nwait"],
        env={
            **environment(tmp_path / "home"),
            "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
            "EXPERIMENT_DB": str(tmp_path / "lab.sqlite"),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done
    assert done.stdout.endswith("b, c"), done.stdout
    assert '"name":"by curl"' in done.stdout
