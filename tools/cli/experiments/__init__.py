"""`provenlab experiments`: declared experiments over frozen inputs."""

from provenlab.tools.cli.verb import Own, Verb, Verbs

VERBS: Verbs = {
    "list": Verb("list_experiments", "List experiments, newest first.", view="experiments.views:listing"),
    "show": Verb(
        "get_experiment", "Show one experiment.", ("experiment_id",), view="experiments.views:experiment"
    ),
    "compare": Own(
        "experiments.comparing:compare", "Show what differs between experiments.", ("get_experiment",)
    ),
    "export": Own(
        "experiments.export:export", "Write all of them as JSON lines or CSV.", ("list_experiments",)
    ),
    "history": Verb(
        "get_experiment_history", "List its changes.", ("experiment_id",), view="experiments.views:history"
    ),
    "count": Verb("count_experiments", "Count experiments by status.", view="experiments.views:counts"),
    "using": Verb(
        "find_by_input_artifacts",
        "List the experiments that read these artifacts.",
        ("artifact_ids",),
        view="experiments.views:listing",
    ),
    "lineage": Verb(
        "get_lineage",
        "Draw what it came from, or what came of it.",
        ("experiment_id",),
        view="lineage_views:tree",
        hidden=("artifact_id",),
        fallback={"direction": "upstream"},
    ),
    "create": Verb(
        "create_experiment", "Declare an experiment over frozen inputs.", view="experiments.views:experiment"
    ),
    "set-status": Verb("update_status", "Take it to another status.", ("experiment_id", "status")),
    "store-results": Verb("store_results", "Record outputs while it is running.", ("experiment_id",)),
    "complete": Verb(
        "complete_experiment",
        "Record the last outputs and complete it.",
        ("experiment_id",),
        view="experiments.views:experiment",
    ),
}
