"""`provenlab scenarios`: worlds to evaluate in."""

from provenlab.tools.cli.verb import Verb, Verbs

_ID = ("scenario_id",)

VERBS: Verbs = {
    "list": Verb("list_scenarios", "List scenarios, the last added first.", view="scenarios.views:listing"),
    "show": Verb("get_scenario", "Show one scenario.", _ID, view="scenarios.views:scenario"),
    "create": Verb("create_scenario", "Keep a world to evaluate in.", view="scenarios.views:brief"),
}
