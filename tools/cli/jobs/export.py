"""`provenlab jobs export`."""

from provenlab.tools.cli.exporting import records

export = records("list_jobs", "jobs", "jobId")
