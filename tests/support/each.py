"""One test for many cases: as tests of their own, most of them would cost pytest and its workers more than their work."""

import inspect

import pytest


def name_of(value):
    """What a value is called: by its own name, if it has one."""
    return str(getattr(value, "name", value))


def each(names, cases):
    """Like `pytest.mark.parametrize`, in one test: it tries all cases, and tells of those that fail by their name.

    names : the parameter's name, or a tuple of names
    cases : values, or tuples of them. A case may skip itself; if all do, the test is skipped.
    """
    arguments = (names,) if isinstance(names, str) else tuple(names)
    rows = [(case,) if isinstance(names, str) else tuple(case) for case in cases]
    if not rows or any(len(row) != len(arguments) for row in rows):
        raise ValueError(f"{names}: there must be cases, each with as many values as there are names")

    def decorate(test):
        def run(**fixtures):
            failed, skipped = {}, []
            for row in rows:
                try:
                    test(**dict(zip(arguments, row, strict=True)), **fixtures)
                except pytest.skip.Exception as skip:
                    skipped.append(skip)
                except (Exception, pytest.fail.Exception) as error:
                    failed["-".join(map(name_of, row))] = error
            if failed:
                raise BaseExceptionGroup(f"{len(failed)} of {len(rows)} cases: {', '.join(failed)}", list(failed.values()))
            if len(skipped) == len(rows):
                raise skipped[0]

        left = [one for one in inspect.signature(test).parameters.values() if one.name not in arguments]
        run.__signature__ = inspect.Signature(left)
        run.__name__, run.__doc__, run.__module__ = test.__name__, test.__doc__, test.__module__
        run.pytestmark = list(getattr(test, "pytestmark", ()))
        return run

    return decorate
