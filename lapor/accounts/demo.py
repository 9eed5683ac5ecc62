"""How the people of a demo are told from real ones, and their one password."""

PREFIX = "demo-"
PASSWORD = "lapor-demo"  # noqa: S105 - printed on every start of a demo
