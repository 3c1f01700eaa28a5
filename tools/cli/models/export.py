"""`provenlab models export`."""

from provenlab.tools.cli.exporting import records
from provenlab.tools.cli.models.naming import with_model

export = records("list_versions", "versions", "version", with_model)
