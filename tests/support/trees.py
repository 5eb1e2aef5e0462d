"""Hypothesis strategies for raw expressions over all operations, valid domain or not: for tests of core and ops."""

from hypothesis import strategies as st

from verify.core.expression import apply, constant, variable
from verify.ops import DRAWN

NAMES = ("x", "y", "z_1")
AWKWARD = (-0.0, 0.0, -1.0, 2.0, -2.0, 0.1, 1e22, -1e16, 9007199254740993.0, 5e-324, -1.7976931348623157e308)

constants = st.one_of(st.sampled_from(AWKWARD), st.floats(allow_nan=False, allow_infinity=False)).map(constant)
variables = st.sampled_from(NAMES).map(variable)
leaves = st.one_of(variables, constants)


def trees(leaves=leaves, operations=tuple(DRAWN), max_leaves=12):
    """Expressions over `leaves`; operands are drawn without regard to any domain."""
    rows = [DRAWN[name] for name in operations]

    def grow(children):
        return st.sampled_from(rows).flatmap(lambda row: st.builds(apply, st.just(row.name), *[children] * row.arity))

    return st.recursive(leaves, grow, max_leaves=max_leaves)
