"""`provenlab experiments export`."""

from provenlab.tools.cli.exporting import records

export = records("list_experiments", "experiments", "experimentId")
