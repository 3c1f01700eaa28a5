"""`provenlab candidates export`."""

from provenlab.tools.cli.exporting import records

export = records("list_candidates", "candidates", "candidateId")
