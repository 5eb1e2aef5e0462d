"""Claims decided; every outcome is seen for every kind of right side."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import verify
from verify.engine.statements.outcome import Outcome, worst
from verify.generators import CATALOGUE

HOLDS = """
diff(x**2*exp(x), x) at x=2 is 59.112449
diff(x**2*exp(x), x) at x=2 is 8*exp(2)
diff((x**2+1)**3, x) is 6*x*(x**2+1)**2
diff(0.1*x**3, x) is 0.3*x**2
diff(x**10, x, 3) is 720*x**7
diff(sin(x), x) at x=pi/3 is 1/2
diff(x*y + 0.1*y, x, y) at x=0.3, y=0.7 is 1
x**2 at x=0.1 is 0.01
grad(x**2*y + 3*x*y**2, (x, y)) at x=2, y=3 is [39, 40]
hessian(x**2 + y**3, (x, y)) at x=1, y=1 is [[2, 0], [0, 6]]
jacobian((2*x*y, x**2*y), (x, y)) is [[2*y, 2*x], [2*x*y, x**2]]
jvp(x**2 + y**2, (x, 3), (y, 4)) at x=1, y=1 is 14
integrate(x**2, (x, 1, 3)) is 26/3
integrate(x**2, (x, 0, 0.1)) is 1/3000
integrate(2*x, (x, 0, b)) is b**2
integrate(exp(-x**2), (x, -inf, inf)) is sqrt(pi)
integrate(1/sqrt(x), (x, 0, 1)) is 2
integrate(1/sqrt(abs(x)), (x, -1, 1)) is 4
integrate(x*y, (x, 0, 1), (y, 0, 2)) is 1
diff(integrate(sin(t**2), (t, 0, x)), x) is sin(x**2)
diff(integrate(sin(t**2), (t, 0, x)), x) at x=0.1 is sin(1/100)
sum(k**2, (k, 1, 10)) is 385
sum((1 + k/1000)**2/1000, (k, 0, 1999)) is 8.66267
product(product(i*j, (j, 1, 3)), (i, 1, 2)) is 288
((x + h)**2 - x**2)/h at x=3, h=1e-5 is 6.000010
sin(x)**2 + cos(x)**2 is 1
sqrt(x)**2 is x
""".strip().splitlines()

WRONG = {
    "diff(x**2*exp(x), x) at x=2 is 33.556303": "does not round to 33.556303",
    "((x + h)**2 - x**2)/h at x=3, h=1e-5 is 6.000001": "does not round",
    "diff((x**2+1)**3, x) at x=2 is 300.5": "does not round",
    "diff(x**2, x) at x=1.25 is 2": "different numbers",
    "diff((x**2+1)**3, x) is 6*x*(x**2+1)": "at x=2 the left side is 300, the right side 60",
    "grad(x*y, (x, y)) at x=2, y=3 is [3, 4]": "[1] because",
    "sqrt(x**2) is x": "at x=-1 the left side is 1, the right side -1",
    "integrate(2*x, (x, 0, b)) is b**2 + 1": "at b=2 the left side is 4 to 29 digits, the right side 5",
    "integrate(1/x, (x, 0, 1)) is 1": "divergent",
    "integrate(1/x, (x, 1, inf)) is 5.0": "divergent",
    "integrate(1/x, (x, -1, 1)) is 0": "divergent",
    "integrate(1/x**2, (x, -1, 1)) is -2": "divergent",
    "integrate(1/(x - 0.375)**2, (x, 0, 1)) is -64/15": "divergent",
    "log(x) at x=-1 is 0": "no such number",
    "x at x=2 is log(-x)": "right side does not exist",
    "10**158 is 10**158 + 1": "although their first digits agree",
    "exp(x) at x=1/2**130 is 1": "although their first digits agree",
    "diff(abs(x), x) at x=0 is 0": "one-sided ones are -1 and 1",
}

UNDECIDED = """
integrate(sin(x)/x, (x, 1, inf)) is 0.6
sqrt(-1 - x**2) is 3
""".strip().splitlines()


@pytest.mark.parametrize("text", HOLDS)
def test_what_is_true_holds(text):
    found = verify.claim(text)
    assert found, str(found)
    assert str(found).startswith(f"HOLDS  {text}")


@pytest.mark.parametrize("text", WRONG)
def test_what_is_false_is_refuted_and_told_why(text):
    found = verify.claim(text)
    assert found.outcome is Outcome.WRONG, str(found)
    assert WRONG[text] in str(found)
    assert not found


@pytest.mark.parametrize("text", UNDECIDED)
def test_what_nobody_decides_is_said_to_be_open(text):
    assert verify.claim(text).outcome is Outcome.UNDECIDED


def test_digits_of_the_answer_are_shown():
    assert "exact    59.1124487914452018178434" in str(verify.claim("diff(x**2*exp(x), x) at x=2 is 33.556303"))


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**6), st.integers(1, 12))
@settings(max_examples=40)
def test_a_printed_decimal_holds_if_and_only_if_it_is_rounded_right(top, bottom, places):
    exact = f"{top}/{bottom}" if top >= 0 else f"(-{-top})/{bottom}"
    scale = 10**places
    nearest = (2 * top * scale + bottom) // (2 * bottom)
    text = f"{'-' if nearest < 0 else ''}{abs(nearest) // scale}.{abs(nearest) % scale:0{places}d}"
    off = nearest + 1 if nearest * bottom >= top * scale else nearest - 1
    wrong = f"{'-' if off < 0 else ''}{abs(off) // scale}.{abs(off) % scale:0{places}d}"

    def between(given):
        """Exactly between two decimals either is right, but a ball need not tell."""
        return abs(given * bottom - top * scale) * 2 == bottom

    assert verify.claim(f"{exact} is {text}").outcome in (
        {Outcome.HOLDS, Outcome.UNDECIDED} if between(nearest) else {Outcome.HOLDS}
    )
    assert (verify.claim(f"{exact} is {wrong}").outcome is Outcome.WRONG) != between(off)


@pytest.mark.parametrize("name", [name for name, entry in CATALOGUE.items() if entry.misprint])
def test_misprints_of_the_catalogue_are_refuted(name):
    entry = CATALOGUE[name]
    place = ", ".join(f"{key}={value!r}" for key, value in entry.at[0].items())
    text = f"{entry.claim} at {place}" if place else str(entry.claim)
    assert verify.claim(f"{text} is {entry.printed}")
    assert verify.claim(f"{text} is {entry.misprint}").outcome is Outcome.WRONG


def test_the_worst_entry_decides():
    assert worst([Outcome.HOLDS, Outcome.UNDECIDED, Outcome.WRONG]) is Outcome.WRONG
    assert worst([Outcome.HOLDS, Outcome.UNDECIDED]) is Outcome.UNDECIDED
    assert worst([]) is Outcome.HOLDS


def test_it_is_told_as_data_too():
    found = verify.claim("grad(x*y, (x, y)) at x=2, y=3 is [3, 4]").as_json()
    assert found["outcome"] == "WRONG"
    assert [entry["outcome"] for entry in found["entries"]] == ["HOLDS", "WRONG"]
    assert "<pre>" in verify.claim("2 is 2")._repr_html_()
