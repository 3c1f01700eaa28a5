"""The page that lists every operation, for people."""

from typing import Any


def operations_page(contract: dict[str, Any]) -> str:
    """Markdown: a table of operations, one of errors, then each operation with its fields."""
    operations: dict[str, Any] = contract["operations"]
    lines = [
        "# Operations",
        "",
        "Generated from the operation registry by `make contract`; `clients/contract.json` has the schemas.",
        "",
        "| operation | effect | what it does |",
        "|---|---|---|",
        *(
            f"| [`{name}`](#{name}) | {each['effect']} | {each['summary']} |"
            for name, each in operations.items()
        ),
        "",
        "Beside its own fields every request may carry `dbPath` and `lockTimeoutMs`, a read also `outFile`.",
        "",
        "## Errors",
        "",
        "`{error, type, code, details, retryable}`; a code never changes its meaning.",
        "",
        "| code | is a | may be retried as it is |",
        "|---|---|---|",
        *(
            f"| `{code}` | {', '.join(f'`{each}`' for each in error['parents']) or '-'} | "
            f"{'yes' if error['retryable'] else 'no'} |"
            for code, error in contract["errors"].items()
        ),
    ]
    for name, each in operations.items():
        lines += ["", f"## {name}", "", each["description"], "", *_fields(each["request"], contract["$defs"])]
        lines += ["", f"Errors: {', '.join(f'`{code}`' for code in each['errors'])}."]
    return "\n".join(lines) + "\n"


def _fields(request: dict[str, Any], shared: dict[str, Any]) -> list[str]:
    schema = _resolved(request, shared)
    properties: dict[str, Any] = schema.get("properties", {})
    if not properties:
        return ["No fields."]
    required = set(schema.get("required", ()))
    return [
        "| field | type | |",
        "|---|---|---|",
        *(
            f"| `{name}` | {_type(field)} | {'required' if name in required else _default(field)} |"
            for name, field in properties.items()
        ),
    ]


def _resolved(schema: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    found: dict[str, Any] = shared[reference.rsplit("/", 1)[1]] if reference else schema
    return found


def _type(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"].rsplit("/", 1)[1])
    if "anyOf" in field:
        return " or ".join(_type(each) for each in field["anyOf"])
    if "enum" in field:
        return ", ".join(f"`{each}`" for each in field["enum"])
    kind = field.get("type", "any JSON value")
    return f"array of {_type(field['items'])}" if kind == "array" and "items" in field else str(kind)


def _default(field: dict[str, Any]) -> str:
    default = field.get("default")
    if default is None or isinstance(default, (dict, list)):
        return "optional"
    return f"default `{str(default).lower() if isinstance(default, bool) else default}`"
