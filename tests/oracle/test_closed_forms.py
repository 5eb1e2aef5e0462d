import pytest
import sympy
from enclosing import MP, contains
from flint import acb

from verify.core.errors import UnsupportedError
from verify.oracle.closed_forms import closed_form, in_one_piece
from verify.oracle.precision import working_precision

CASES = [
    "pi**2/6 - sqrt(2)*E", "I*log(-2) + pi", "gamma(Rational(7,3))", "uppergamma(Rational(1,3), 2)",
    "lowergamma(Rational(5,2), 3)",
    "erf(2) + erfc(Rational(1,2)) - erfi(1)", "Si(2) - Ci(3)", "Shi(2) + Chi(Rational(1,2))", "Ei(2) + li(3)", "expint(2, 3)",
    "polylog(2, Rational(1,2))", "zeta(3)", "digamma(Rational(1,3))", "loggamma(Rational(7,2))",
    "beta(Rational(1,3), Rational(3,2))",
    "fresnels(2) - fresnelc(Rational(1,2))", "elliptic_k(Rational(1,4))", "elliptic_e(Rational(1,4))",
    "elliptic_e(1, Rational(1,4))",
    "besselj(1, 3) + bessely(0, 2)", "besseli(1, 2) - besselk(Rational(1,3), 2)",
    "hyper((1, Rational(1,2)), (Rational(3,2),), Rational(-1,4))",
    "(-1)**Rational(1,3)", "acosh(-2)", "acot(3) + asec(2) - acsc(3)", "acoth(3) + asech(Rational(1,2)) + acsch(2)",
    "sech(1)*csch(2)",
    "Abs(I - 2) + re(3 + I) - im(I) + arg(1 + I)", "EulerGamma*Catalan", "0**2", "cot(1) + sec(2) + csc(3)", "E**(I*pi/5)",
]  # fmt: skip


@pytest.mark.parametrize("text", CASES)
def test_closed_forms_enclose_what_sympy_means(text):
    root = sympy.sympify(text, evaluate=False)
    with working_precision(256):
        found = acb(closed_form(root))
    exact = sympy.N(root.doit(), 45)
    real, imaginary = (MP.mpf(str(part)) for part in exact.as_real_imag())
    for ball, value in ((found.real, real), (found.imag, imaginary)):
        assert ball.rad() < 2.0**-100
        assert abs(float(ball) - float(value)) <= 1e-14 * max(1.0, abs(float(value)))
        assert contains(ball + _slack(value), value)


def _slack(value):
    """mpmath's 45 digits."""
    from flint import arb

    return arb(0, float(abs(value) + 1) * 2.0**-130)


@pytest.mark.parametrize("root", [sympy.Symbol("x"), sympy.LambertW(2), sympy.exp_polar(sympy.I * sympy.pi)])
def test_what_is_not_known_is_said(root):
    with pytest.raises(UnsupportedError, match="has no counterpart"):
        closed_form(root)


@pytest.mark.parametrize("text", ["polylog(2, 3)", "polylog(2, Rational(5,4))", "atanh(Rational(3,2))", "acosh(-2)", "asin(3)",
                                  "acos(-3)", "Ci(-2)", "Chi(-2)", "hyper((1, Rational(1,2)), (Rational(3,2),), 4)",
                                  "(-8)**Rational(1,3)", "li(Rational(1,2))", "elliptic_k(2)"])  # fmt: skip
def test_numbers_on_cuts_are_on_the_side_that_sympy_means(text):
    root = sympy.sympify(text, evaluate=False)
    with working_precision(256):
        found = acb(closed_form(root))
    real, imaginary = sympy.N(root, 30).as_real_imag()
    assert float(found.real) == pytest.approx(float(real))
    assert float(found.imag) == pytest.approx(float(imaginary))


def test_the_piece_that_holds_at_all_points_is_taken():
    x = sympy.Symbol("x", real=True)
    pieces = sympy.Piecewise((-x, x < 0), (x**2, True)) + 1
    assert in_one_piece(pieces, [{"x": 0.5}, {"x": 2.0}]) == x**2 + 1
    assert in_one_piece(pieces, [{"x": -0.5}]) == 1 - x
    with pytest.raises(UnsupportedError, match="not one holds"):
        in_one_piece(pieces, [{"x": -0.5}, {"x": 2.0}])


def test_a_ball_on_a_cut_covers_both_sides():
    with working_precision(128):
        on_cut = closed_form(
            sympy.log(sympy.cos(1, evaluate=False) ** 2 + sympy.sin(1, evaluate=False) ** 2 - 3, evaluate=False)
        )
    assert contains(on_cut.real, MP.log(2))
