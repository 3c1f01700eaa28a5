"""`python -m provenlab` is the command line."""

from provenlab.tools.cli.main import main

main()
