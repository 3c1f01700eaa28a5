"""`provenlab evaluations export`."""

from provenlab.tools.cli.exporting import records

export = records("list_evaluations", "evaluations", "evaluationId")
