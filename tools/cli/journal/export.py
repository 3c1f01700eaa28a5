"""`provenlab journal export`."""

from provenlab.tools.cli.exporting import records

export = records("query_journal", "entries", "entryId")
