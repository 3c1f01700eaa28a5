"""How much the bridge reads and sends."""

MAX_REQUEST_BYTES = 8 * 1024 * 1024
MAX_REPLY_BYTES = 10_000_000
