"""`provenlab cohorts`: frozen, ordered lists of scenarios."""

from provenlab.tools.cli.verb import Own, Verb, Verbs

VERBS: Verbs = {
    "list": Verb("list_cohorts", "List cohorts, the last added first.", view="cohorts.views:listing"),
    "show": Verb("get_cohort", "Show one cohort.", ("cohort_id",), view="cohorts.views:cohort"),
    "export": Own("cohorts.export:export", "Write all of them as JSON lines or CSV.", ("list_cohorts",)),
    "create": Verb(
        "create_cohort", "Freeze a list of scenarios.", ("scenario_ids",), view="cohorts.views:brief"
    ),
}
