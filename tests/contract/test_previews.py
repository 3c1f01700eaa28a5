"""Looking at what artifacts hold, on every store and through every door."""

import base64

from tests.contract.requests import publish
from tests.doors import Call, refusal


def test_the_rows_of_a_table_are_shown_from_window_to_window(call: Call) -> None:
    lines = ["day,close", *(f"2025-03-{at:02},{at}.5" for at in range(1, 6))]
    publish(call, "bars", format="csv", textContent="\n".join(lines))
    first = call("preview_artifact", artifactId="bars", limit=2, columnNames=["close"])
    assert first == {
        "artifactId": "bars",
        "format": "csv",
        "shape": "table",
        "columns": [{"name": "close", "type": "text"}],
        "otherColumns": ["day"],
        "rows": [["1.5"], ["2.5"]],
        "lines": [],
        "offset": 0,
        "nextOffset": 2,
        "cut": 0,
    }
    last = call("preview_artifact", artifactId="bars", offset=4)
    assert (last["rows"], last["rowCount"]) == ([["2025-03-05", "5.5"]], 5)
    assert "nextOffset" not in last


def test_null_cells_stay_where_they_are(call: Call) -> None:
    publish(call, "records", format="json", jsonContent=[{"a": None, "b": 1}, {"c": True}])
    found = call("preview_artifact", artifactId="records")
    assert found["rows"] == [[None, 1, None], [None, None, True]]


def test_what_cannot_be_shown_is_refused(call: Call) -> None:
    publish(call, "model", base64Content=base64.b64encode(b"\x80\x04\x00").decode())
    assert refusal(call, "preview_artifact", artifactId="model").code == "unreadable_content"
    assert refusal(call, "preview_artifact", artifactId="unknown").code == "not_found"
    wrong = refusal(call, "preview_artifact", artifactId="model", limit=1_001, columnNames=[])
    assert sorted(wrong.paths) == ["columnNames", "limit"]
