"""The bridge's entry: claims the wire, then answers one request or serves many."""

from provenlab.tools.bridge.wire import claim_stdout, write_all


def main() -> int:
    """The exit code: 0 for a result, 1 for an error, 2 for a wrong command line."""
    reply_fd = claim_stdout()
    import sys

    if len(sys.argv) > 1:
        from provenlab.tools.bridge.options import read_options

        options = read_options(sys.argv[1:], reply_fd)
        if isinstance(options, int):
            return options
        return options.run(reply_fd)
    return answer_one_request(reply_fd)


def answer_one_request(reply_fd: int) -> int:
    """Reads standard input to its end and writes one document."""
    from provenlab.tools.bridge.calls import Calls
    from provenlab.tools.bridge.one_shot import answer_once
    from provenlab.tools.bridge.signals import interruptible

    calls = Calls()
    with interruptible():
        reply, exit_code = answer_once(0, calls)
    calls.close()
    return exit_code if write_all(reply_fd, reply + b"\n") else 1
