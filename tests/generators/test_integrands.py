import math
from random import Random

import numpy as np
import pytest

from verify import oracle
from verify.core.claim import improper_of, integral_of, value_of
from verify.core.exact import Status
from verify.core.fold import size, variables
from verify.generators import INTEGRANDS, SeededChooser, draw_integral
from verify.generators.integrands import BACKWARD
from verify.ops.parsing import evaluate, parse

DRAWN = [draw_integral(SeededChooser(Random(seed))) for seed in range(150)]


def test_every_family_is_drawn():
    assert {drawn.family for drawn in DRAWN} == {BACKWARD, *INTEGRANDS}


def test_nothing_but_x_is_left_and_limits_are_numbers():
    for drawn in DRAWN:
        assert set(variables(drawn.expression)) <= {"x"}
        assert not any(variables(end) for end in (drawn.lower, drawn.upper) if end is not None)


def test_backward_integrands_are_derivatives_of_what_is_drawn():
    for drawn in (drawn for drawn in DRAWN if drawn.family == BACKWARD):
        assert size(drawn.antiderivative) > 2
        ends = [value_of(drawn.antiderivative), integral_of(drawn.expression, "x", drawn.lower, drawn.upper)]
        at = [[evaluate(end, {})] for end in (drawn.lower, drawn.upper)]
        low, high = oracle.enclose(ends[0], np.array(at)).exact if ends[0].arguments else (0.0, 0.0)
        found = oracle.enclose(ends[1], np.empty((1, 0)))
        assert found.status[0] == Status.DECIDED
        assert found.exact[0] == pytest.approx(high - low, rel=2**-30, abs=2**-40)


@pytest.mark.parametrize("name", sorted(INTEGRANDS))
def test_templates_are_defined_between_all_limits(name):
    family = INTEGRANDS[name]
    for number, template in enumerate(family.templates):
        put = {key: values[number % len(values)] for key, values in family.parameters.items()}
        for ends in family.limits:
            low, high = (evaluate(parse(end), put) if end else math.inf for end in ends)
            inside = [low + share * (min(high, low + 8.0) - low) for share in (0.13, 0.37, 0.61, 0.89)]
            for x in inside:
                assert math.isfinite(evaluate(parse(template), {**put, "x": x})), f"{template} at {x} with {put}"


def test_every_parameter_of_a_template_has_values():
    for family in INTEGRANDS.values():
        texts = [*family.templates, *(end for ends in family.limits for end in ends if end)]
        assert {name for text in texts for name in variables(parse(text))} - {"x"} == set(family.parameters)


def test_integrals_exist_nearly_always():
    found = []
    for drawn in DRAWN[:40]:
        claim = improper_of if drawn.singular or None in (drawn.lower, drawn.upper) else integral_of
        enclosed = oracle.enclose(claim(drawn.expression, "x", drawn.lower, drawn.upper), np.empty((1, 0)))
        found.append(enclosed.status[0] in (Status.DECIDED, Status.WIDE))
    assert sum(found) >= 0.9 * len(found)
