"""`provenlab runs export`."""

from provenlab.tools.cli.exporting import records

export = records("list_runs", "runs", "runId")
