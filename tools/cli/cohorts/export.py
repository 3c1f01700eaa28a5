"""`provenlab cohorts export`."""

from provenlab.tools.cli.exporting import records

export = records("list_cohorts", "cohorts", "cohortId")
