"""provenlab records what a lab tried, from which frozen inputs, and what came out.

The code lives in the top-level folders core, adapters, tools and sql of a checkout and is imported as
`provenlab.core`, `provenlab.adapters` and `provenlab.tools`. Importing `provenlab` loads no engine.
"""

from pathlib import Path

__version__ = "0.1.0"

# A checkout without symbolic links (some Windows clones) still imports: the folders stand two levels up.
_checkout = Path(__file__).resolve().parents[2]
if not Path(__path__[0], "core").is_dir() and (_checkout / "core" / "__init__.py").is_file():
    __path__.append(str(_checkout))
