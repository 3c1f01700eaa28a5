"""`provenlab cohorts`: frozen, ordered lists of scenarios."""

from provenlab.tools.cli.verb import Verb, Verbs

VERBS: Verbs = {
    "list": Verb("list_cohorts", "List cohorts, the last added first.", view="cohorts.views:listing"),
    "show": Verb("get_cohort", "Show one cohort.", ("cohort_id",), view="cohorts.views:cohort"),
    "create": Verb(
        "create_cohort", "Freeze a list of scenarios.", ("scenario_ids",), view="cohorts.views:brief"
    ),
}
