"""Drivers as the generated modules have them."""

import ast

from verify.kernels import budget_step, drivers, series_driver
from verify.kernels.codegen import complex_module, continuation_module, real_module, transcribed
from verify.kernels.continuation import continuation, continued_rows


def calls(text):
    return {ast.unparse(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)}


def test_no_function_of_a_driver_is_compiled_anew_for_a_number_that_it_is_given():
    assert "add_into(other, x, other, y, kind, np.int32(0), m)" in calls(transcribed(drivers, {}, "part"))
    found = calls(transcribed(budget_step, {}, "part"))
    assert "output(outputs, op, np.int32(CORNER), facts, k, math.inf)" in found
    assert any(call.startswith("partial_error(") and call.endswith("bool(True))") for call in found)


def test_numbers_elsewhere_stay_as_they_are():
    text = transcribed(series_driver, {"run_series": "jit"}, "part")
    assert "for j in range(2):" in text
    assert "scale_by(y, u, 1.0, m)" in text
    assert "@jit\ndef run_series" in text


def test_complex_machines_name_the_symbol_of_the_functions_that_they_call():
    symbol = continuation()[1]
    assert f'add_symbol("{symbol}"' in continuation_module()
    assert all(symbol in complex_module(dtype) for dtype in ("float64", "float32"))
    assert symbol not in real_module("float64")


def test_every_complex_function_that_is_no_formula_is_there_once():
    text = continuation_module()
    for row in continued_rows():
        assert text.count(f"z = z_{row.name}(") + text.count(f"z = cmath.{row.complex.__name__}(") == 1
