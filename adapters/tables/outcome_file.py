"""Rows of units as one Parquet file, whose bytes do not depend on how the units were divided."""

from collections.abc import Mapping
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, BinaryIO, Self

from provenlab.core.errors import MissingExtra
from provenlab.core.evaluation.kind import Outcomes

try:
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]
except ImportError as error:
    raise MissingExtra(
        "outcomes are written by pyarrow: pip install provenlab[evaluation]", {"extra": "evaluation"}
    ) from error

ROWS_PER_GROUP = 65_536


class OutcomeFile:
    """Takes shards in any order, writes rows in the order of shards; memory holds a shard and a row group.

    A shard that comes before its turn waits in a temporary file. Row groups are of one size whatever the
    shards are, and every option of the writer is named: one version of pyarrow gives one file.
    """

    def __init__(self, file: BinaryIO, columns: Mapping[str, str]) -> None:
        self.rows = 0
        self._file = file
        self._names = tuple(columns)
        self._meaning = dict(columns)
        self._writer: Any = None
        self._unwritten: list[Any] = []
        self._next = 0
        self._waiting: dict[int, tuple[int, int]] = {}
        self._spill: BinaryIO | None = None

    def take(self, shard: int, outcomes: Outcomes) -> None:
        """The rows of a shard, each shard once."""
        if shard != self._next:
            self._put_aside(shard, self._table(outcomes))
            return
        self._append(self._table(outcomes))
        while self._next in self._waiting:
            self._append(self._fetched(self._next))

    def close(self) -> None:
        """Writes what is left; the file itself stays open."""
        if self._writer is not None:
            self._write_groups(least=1)
            self._writer.add_key_value_metadata(self._meaning)
            self._writer.close()
            self._writer = None
        if self._spill is not None:
            self._spill.close()
            self._spill = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _table(self, outcomes: Outcomes) -> Any:
        arrays = [pa.array(outcomes[name]) for name in self._names]
        fields = [
            pa.field(name, array.type, nullable=False)
            for name, array in zip(self._names, arrays, strict=True)
        ]
        return pa.Table.from_arrays(arrays, schema=pa.schema(fields))

    def _append(self, table: Any) -> None:
        if self._writer is None:
            self._writer = _writer(self._file, table.schema)
        self._next += 1
        self.rows += table.num_rows
        self._unwritten.append(table)
        self._write_groups(least=ROWS_PER_GROUP)

    def _write_groups(self, least: int) -> None:
        if sum(each.num_rows for each in self._unwritten) < least:
            return
        table = pa.concat_tables(self._unwritten)
        whole = table.num_rows if least == 1 else table.num_rows - table.num_rows % ROWS_PER_GROUP
        for at in range(0, whole, ROWS_PER_GROUP):
            group = table.slice(at, min(ROWS_PER_GROUP, whole - at)).combine_chunks()
            self._writer.write_table(group, row_group_size=ROWS_PER_GROUP)
        # A slice would keep the whole table alive.
        rest = table.slice(whole)
        self._unwritten = [rest.take(pa.array(range(rest.num_rows)))] if rest.num_rows else []

    def _put_aside(self, shard: int, table: Any) -> None:
        if self._spill is None:
            self._spill = TemporaryFile()  # noqa: SIM115 - closed by close
        start = self._spill.seek(0, 2)
        with pa.ipc.new_stream(self._spill, table.schema) as stream:
            stream.write_table(table)
        self._waiting[shard] = (start, self._spill.tell() - start)

    def _fetched(self, shard: int) -> Any:
        start, size = self._waiting.pop(shard)
        assert self._spill is not None  # noqa: S101 - something waits in it
        self._spill.seek(start)
        with pa.ipc.open_stream(self._spill.read(size)) as stream:
            return stream.read_all()


def _writer(file: BinaryIO, schema: Any) -> Any:
    return pq.ParquetWriter(
        file,
        schema,
        version="2.6",
        compression="zstd",
        compression_level=3,
        use_dictionary=False,
        column_encoding=dict.fromkeys(schema.names, "DELTA_BINARY_PACKED"),
        write_statistics=True,
        data_page_version="2.0",
        store_schema=False,
    )
