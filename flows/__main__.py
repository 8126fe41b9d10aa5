"""`python -m flows` is `bellwether`."""

from flows.cli import main

main()
