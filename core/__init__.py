"""Models, rules, ports and use cases: pure Python that does no input or output."""
