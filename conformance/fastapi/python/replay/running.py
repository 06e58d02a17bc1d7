"""The test that runs now: its id without parameters, from the suite's `tests/` folder on."""

test: str = ""
