"""A script that records two runs, and prints as JSON how many milliseconds each step took it: {step: ms}."""

import json
import sys
import time

began = time.perf_counter()
import provenlab  # noqa: E402, F401

imported = time.perf_counter()
from provenlab import open_lab  # noqa: E402
from provenlab.tools.recording import begin, recorder, run  # noqa: E402, F401

lab = open_lab(sys.argv[1])
opened = time.perf_counter()
CONFIG = {f"p{i:02}": i * 0.37 for i in range(20)}
METRICS = {f"m{i:02}": i * 0.11 for i in range(20)}
steps = {"import provenlab": imported - began, "open_lab with its imports": opened - imported}
for name in ("first run, with what it imports", "next run"):
    before = time.perf_counter()
    with lab.run("bench", config=CONFIG, seed=7) as active:
        active.log_metrics(METRICS)
    steps[name] = time.perf_counter() - before
before = time.perf_counter()
lab.close()
steps["close"] = time.perf_counter() - before
print(json.dumps({step: seconds * 1000 for step, seconds in steps.items()}))
