"""`provenlab scenarios`: worlds to evaluate in."""

from provenlab.tools.cli.verb import Own, Verb, Verbs

_ID = ("scenario_id",)

VERBS: Verbs = {
    "list": Verb("list_scenarios", "List scenarios, the last added first.", view="scenarios.views:listing"),
    "show": Verb("get_scenario", "Show one scenario.", _ID, view="scenarios.views:scenario"),
    "export": Own("scenarios.export:export", "Write all of them as JSON lines or CSV.", ("list_scenarios",)),
    "create": Verb("create_scenario", "Keep a world to evaluate in.", view="scenarios.views:brief"),
}
