"""Runs notebooks without a server: cell by cell, statement by statement, as a kernel would, and keeps what they show."""

import ast
import code
import json
import sys


def cells(path, kind="code"):
    """The sources of a notebook's cells of a kind."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


class Kernel(code.InteractiveInterpreter):
    """What a notebook does when it is run from top to bottom. `shown` has the value of each cell that ends in one."""

    def __init__(self):
        super().__init__({"__name__": "__main__"})
        self.shown = []

    def run(self, source):
        """Run one cell; an exception goes through."""
        last = []
        for statement in ast.parse(source).body:
            last = []
            sys.displayhook, before = last.append, sys.displayhook
            try:
                self.runsource(ast.unparse(statement) + "\n", symbol="single")
            finally:
                sys.displayhook = before
        self.shown += last

    def showtraceback(self):
        raise
