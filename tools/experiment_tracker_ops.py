#!/usr/bin/env python3
"""The bridge for hosts in other languages: one JSON document in, one out. `--help` tells more.

Runs from a checkout as a file, and installed as `experiment-tracker-ops`.
"""

import os
import sys

if __name__ == "__main__":
    if not __package__:
        # A script's own folder comes first on the path; a file there would shadow the standard library.
        # With -I or -P it does not.
        root, _, _ = os.path.realpath(__file__).rpartition("/tools/")
        sys.path[: not sys.flags.safe_path] = [f"{root}/src"]

    from provenlab.tools.bridge.main import main

    main()
