"""provenlab records what a lab tried, from which frozen inputs, and what came out.

The code lives in the top-level folders core, adapters, tools and sql of a checkout and is imported as
`provenlab.core`, `provenlab.adapters` and `provenlab.tools`. Importing `provenlab` loads no engine.
"""

import os

__version__ = "0.1.0"

# A checkout without symbolic links (some Windows clones) still imports: the folders stand two levels up.
_here = os.path.dirname(os.path.realpath(__file__))
if not os.path.isdir(os.path.join(_here, "core")):
    __path__.append(os.path.dirname(os.path.dirname(_here)))
