import pytest

import verify
from verify.core.errors import UsageError
from verify.core.verdict import Kind, Verdict

RIGHT = [
    ("dual", "x**2*exp(x)", {"x": 2.0}, {}, "59.11244"),
    ("reverse", "x**2*y + 3*x*y**2", {"x": 2.0, "y": 3.0}, {"wrt": "x"}, "39"),
    ("tape", "x**2*y + 3*x*y**2", {"x": 2.0, "y": 3.0}, {"quantity": "value"}, "66"),
    ("gauss-kronrod", "x**2", {}, {"quantity": "integral", "wrt": "x", "lower": 1, "upper": 3}, "8.66666"),
    ("dual", "tanh(x)", {"x": 25.0}, {}, "7.71499939"),
]


@pytest.mark.parametrize(("method", "expression", "at", "more", "digits"), RIGHT)
def test_sound_methods_agree_and_the_exact_value_is_shown(method, expression, at, more, digits):
    found = verify.judge(method, expression, at=at, **more)
    assert found.verdict is Verdict.AGREES
    assert found.exact[0].replace("E", "e").startswith(digits)


def test_a_textbook_formula_that_cancels_is_inaccurate():
    from textbook import method

    found = verify.judge(method, "tanh(x)", at={"x": 25.0})
    assert (found.verdict, found.kind) == (Verdict.INACCURATE, Kind.FORMULA)
    assert found.computed == 0.0


def test_a_wrong_derivative_is_wrong():
    assert verify.judge("liar:sin:1e-9", "sin(x)", at={"x": 1.0}).verdict is Verdict.WRONG
    assert verify.judge("zero", "sin(x)*2**-60", at={"x": 1.0}).verdict is Verdict.WRONG


def test_a_kink_is_outside_and_every_number_between_is_let_be():
    found = verify.judge("dual", "relu(x)", at={"x": 0.0})
    assert (found.verdict, found.kind) == (Verdict.OUTSIDE, Kind.KINK)


def test_a_judgement_repeats_from_its_replay_id():
    found = verify.judge("dual", "x**2*exp(x)", at={"x": 2.0}, dtype="float32")
    again = verify.replay(found.replay)
    assert (again.computed, again.verdict, str(again.claim)) == (found.computed, found.verdict, str(found.claim))


def test_constants_are_rounded_to_the_precision_under_test():
    assert verify.judge("dual", "0.1*x", at={"x": 1.0}, dtype="float32").exact[0].startswith("0.10000000149")


def test_it_prints_what_a_person_wants_to_know():
    text = str(verify.judge("dual", "x**2*exp(x)", at={"x": 2.0}))
    for part in ("AGREES", "diff(x**2*exp(x), x)", "at x=2.0", "computed", "exact", "budget", "verify replay v1-"):
        assert part in text


BAD = [
    (("duel", "x"), {"at": {"x": 1}}, "dual"),
    (("dual", "x+"), {"at": {"x": 1}}, "column"),
    (("dual", "x"), {"at": {}}, "no value for x"),
    (("dual", "x"), {"at": {"x": float("nan")}}, "not finite"),
    (("dual", "x*y"), {"at": {"x": 1, "y": 1}}, "wrt must name"),
    (("dual", "x"), {"at": {"x": 1}, "quantity": "slope"}, "quantity 'slope'"),
    (("dual", "x*y"), {"at": {"x": 1, "y": 1}, "quantity": "mixed derivative"}, "give a claim"),
    (("dual", "x"), {"at": {"x": 1}, "order": 0}, "order 0"),
    (("dual", "x"), {"at": {"x": 1}, "order": 2}, "does not answer"),
    (("dual", "x"), {"at": {"x": 1}, "dtype": "float16"}, "float"),
    (("simpson", "x"), {"at": {}, "quantity": "integral"}, "lower"),
    (("no.such.module:thing", "x"), {"at": {"x": 1}}, "cannot be loaded"),
]


@pytest.mark.parametrize(("given", "more", "said"), BAD)
def test_what_cannot_be_used_is_one_sentence(given, more, said):
    with pytest.raises(UsageError) as caught:
        verify.judge(*given, **more)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
