"""`provenlab scenarios export`."""

from provenlab.tools.cli.exporting import records

export = records("list_scenarios", "scenarios", "scenarioId")
