"""Where the metrics of a run are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenlab.core.models.text import ID_PATTERN
from provenlab.core.rules.run_metrics import metrics_uri, run_of_metrics_uri
from provenlab.core.rules.storage_uris import blob_file_hash, blob_uri, parse_storage_uri


@given(st.from_regex(ID_PATTERN, fullmatch=True))
def test_every_run_has_a_storage_uri_that_names_it_and_no_blob(run_id: str) -> None:
    uri = metrics_uri(run_id)
    assert run_of_metrics_uri(uri) == run_id
    assert blob_file_hash(parse_storage_uri(uri)) is None


@pytest.mark.parametrize(
    "uri", [blob_uri("0" * 64), "runs/plot.png", "runs/run=.metrics.json", "../runs/run=a"]
)
def test_other_uris_name_no_run(uri: str) -> None:
    assert run_of_metrics_uri(uri) is None
