"""The exact side against values that others published: tables, named constants, and integers that derivatives at zero must be.

A source stands beside each; closed forms are evaluated by mpmath at 60 digits.
A&S is Abramowitz and Stegun, Handbook of Mathematical Functions (1964); G&R Gradshteyn and Ryzhik; OEIS https://oeis.org.
"""

import numpy as np
import pytest
from independent import MP, holds, printed

from verify.core.claim import derivative_of, improper_of, integral_of, value_of
from verify.ops.parsing import parse
from verify.oracle import enclose

pi, log, sqrt, gamma = MP.pi, MP.log, MP.sqrt, MP.gamma

# expression, its value in print, where
VALUES = [
    ("erf(1)", "0.84270 07929 49714 86934", "A&S Table 7.1"),
    ("exp(1)", "2.71828 18284 59045 23536 02874 71352 66250", "A&S Table 1.1"),
    ("log(2)", "0.69314 71805 59945 30941 72321 21458 17657", "A&S Table 1.1"),
    ("log(10)", "2.30258 50929 94045 68401 79914 54684 36421", "A&S Table 1.1"),
    ("sqrt(2)", "1.41421 35623 73095 04880 16887 24209 69807", "A&S Table 1.1"),
    ("cbrt(2)", "1.25992 10498 94873 16476 72106 07278", "OEIS A002580"),
    ("4*atan(1)", "3.14159 26535 89793 23846 26433 83279 50288", "A&S Table 1.1"),
    ("sin(1)", "0.84147 09848 07896 50665 25023", "A&S Table 4.6"),
    ("cos(1)", "0.54030 23058 68139 71740 09366", "A&S Table 4.6"),
    ("asinh(1)", "0.88137 35870 19543 02523 26093", "OEIS A091648"),
    ("tanh(1)", "0.76159 41559 55764 88811 94583", "OEIS A073744"),
    ("2*acosh(sqrt(5)/2)", "0.96242 36501 19206 89499 55178", "OEIS A202543"),
    ("sqrt(3)", "1.73205 08075 68877 29352 74463 41505 87236 69428", "OEIS A002194"),
    ("(1 + sqrt(5))/2", "1.61803 39887 49894 84820 45868 34365 63811 77203", "OEIS A001622"),
    ("sqrt(pi)", "1.77245 38509 05516 02729 81674 83341 14518 27975", "OEIS A002161"),
    ("pi**2/6", "1.64493 40668 48226 43647 24151 66646 02518 92189", "OEIS A013661"),
    ("1/sqrt(2*pi)", "0.39894 22804 01432 67793 99460 59934 38186 84758", "OEIS A231863"),
    ("log(2*pi)/2", "0.91893 85332 04672 74178 03297 36405 61763 98613", "OEIS A075700"),
    ("log(3)", "1.09861 22886 68109 69139 52452 36922 52570 46474", "OEIS A002391"),
    ("exp(-1)", "0.36787 94411 71442 32159 55237 70161 46086 74458", "OEIS A068985"),
    ("exp(pi)", "23.14069 26327 79269 00572 90863 67948 54738 02661", "Gelfond's constant, OEIS A039661"),
    ("2**sqrt(2)", "2.66514 41426 90225 18865 02972 49873 13984 82742", "OEIS A007507"),
    ("tan(1)", "1.55740 77246 54902 23050 69748 07458 36017 30872", "OEIS A049471"),
    ("sinh(1)", "1.17520 11936 43801 45688 23818 50595 60081 51557", "OEIS A073742"),
    ("cosh(1)", "1.54308 06348 15243 77847 79056 20757 06168 26015", "OEIS A073743"),
    ("atan(1/2)", "0.46364 76090 00806 11621 42562 31461 21440 20285", "OEIS A073000"),
]

# integrand in x, lower, upper (None: infinite), the value (printed, or by hand), where
INTEGRALS = [
    ("x**4*(1 - x)**4/(1 + x**2)", "0", "1", lambda: MP.mpf(22) / 7 - pi, "Dalzell 1944"),
    ("log(1 + x)/(1 + x**2)", "0", "1", lambda: pi / 8 * log(2), "Serret 1844"),
    ("exp(cos(x))", "0", "pi", lambda: pi * MP.besseli(0, 1), "DLMF 10.32.1"),
    ("cos(sin(x))", "0", "pi", lambda: pi * MP.besselj(0, 1), "DLMF 10.9.1"),
    ("cos(pi*x**2/2)", "0", "1", "0.77989 34003 76822 82947", "A&S Table 7.7, Fresnel's C(1)"),
    ("sin(pi*x**2/2)", "0", "1", "0.43825 91473 90354 76608", "A&S Table 7.7, Fresnel's S(1)"),
    ("exp(x**2 - 1)", "0", "1", "0.53807 95069 12768 41914", "A&S Table 7.5, Dawson's F(1)"),
    ("1/sqrt(1 - sin(x)**2/2)", "0", "pi/2", lambda: gamma(MP.mpf(1) / 4) ** 2 / (4 * sqrt(pi)), "DLMF 19.20, K(1/sqrt 2)"),
    ("sin(x)**6", "0", "pi/2", lambda: 5 * pi / 32, "Wallis 1656"),
    ("atan(sqrt(2 + x**2))/((1 + x**2)*sqrt(2 + x**2))", "0", "1", lambda: 5 * pi**2 / 96, "Ahmed 2002"),
    ("x*sin(x)/(1 + cos(x)**2)", "0", "pi", lambda: pi**2 / 4, "G&R 3.792"),
    ("exp(-x**2)", None, None, lambda: sqrt(pi), "G&R 3.321.3"),
    ("exp(-x)/(1 + x)", "0", None, "0.59634 73623 23194 07434 10784 99369", "Gompertz' constant, OEIS A073003"),
    ("x**3*exp(-x)", "0", None, lambda: MP.mpf(6), "Euler's gamma function, DLMF 5.2.1"),
    ("1/(1 + x**4)", "0", None, lambda: pi / (2 * sqrt(2)), "G&R 3.241.2"),
    ("1/cosh(x)", None, None, lambda: +pi, "G&R 3.511.1"),
    ("x/(2*cosh(x))", "0", None, "0.91596 55941 77219 01505 46035 14932 38411 07741", "Catalan's constant, OEIS A006752"),
    ("exp(-x**2)*cos(x)", None, None, lambda: sqrt(pi) * MP.exp(-MP.mpf(1) / 4), "G&R 3.896.4"),
]

# expression in x, the derivatives at 0 of orders 1, 2, ..., where
AT_ZERO = [
    ("exp(exp(x) - 1)", (1, 2, 5, 15, 52, 203, 877), "Bell numbers, OEIS A000110"),
    ("tan(x)", (1, 0, 2, 0, 16, 0, 272), "tangent numbers, OEIS A000182"),
    ("1/cos(x)", (0, 1, 0, 5, 0, 61, 0, 1385), "secant numbers, OEIS A000364"),
    ("asin(x)", (1, 0, 1, 0, 9, 0, 225), "OEIS A001818"),
    ("log1p(x)", (1, -1, 2, -6, 24, -120), "factorials"),
    ("(1 - sqrt(1 - 4*x))/2", (1, 2, 12, 120, 1680), "n! times Catalan's numbers, OEIS A001813"),
    ("x/(1 - x - x**2)", (1, 2, 12, 72, 600, 5760), "n! times Fibonacci's numbers, OEIS A005442"),
    ("exp(x + x**2/2)", (1, 2, 4, 10, 26, 76, 232), "involutions, OEIS A000085"),
    ("1/(2 - exp(x))", (1, 3, 13, 75, 541, 4683), "Fubini's numbers, OEIS A000670"),
    ("exp(-x**2)", (0, -2, 0, 12, 0, -120), "Hermite's numbers, DLMF 18.6"),
    ("1/(1 + x**2)", (0, -2, 0, 24, 0, -720), "geometric series"),
]


@pytest.mark.parametrize(("text", "value", "source"), VALUES, ids=[row[0] for row in VALUES])
def test_values_in_print(text, value, source):
    assert holds(enclose(value_of(parse(text)), np.zeros((1, 0))), 0, *printed(value)), source


@pytest.mark.parametrize(("text", "lower", "upper", "value", "source"), INTEGRALS, ids=[row[0] for row in INTEGRALS])
def test_integrals_in_print(text, lower, upper, value, source):
    ends = [None if end is None else parse(end) for end in (lower, upper)]
    claim = (improper_of if None in ends else integral_of)(parse(text), "x", *ends)
    number, half_unit = (value(), 0) if callable(value) else printed(value)
    assert holds(enclose(claim, np.zeros((1, 0))), 0, number, half_unit), source


@pytest.mark.parametrize(("text", "integers", "source"), AT_ZERO, ids=[row[0] for row in AT_ZERO])
def test_derivatives_at_zero(text, integers, source):
    for order, number in enumerate(integers, 1):
        found = enclose(derivative_of(parse(text), "x", order), np.zeros((1, 1)))
        assert holds(found, 0, MP.mpf(number)), (order, source)


def test_hermite_polynomials_by_rodrigues_formula():
    """DLMF 18.5.5, with the polynomials of DLMF 18.5(iv)."""
    polynomials = {
        1: lambda x: 2 * x, 2: lambda x: 4 * x**2 - 2, 3: lambda x: 8 * x**3 - 12 * x, 4: lambda x: 16 * x**4 - 48 * x**2 + 12,
        5: lambda x: 32 * x**5 - 160 * x**3 + 120 * x,
    }  # fmt: skip
    points = np.array([[-2.25], [0.3], [1.0], [5.5]])
    for order, polynomial in polynomials.items():
        found = enclose(derivative_of(parse("exp(-x**2)"), "x", order), points)
        for row, x in enumerate(map(MP.mpf, points[:, 0].tolist())):
            assert holds(found, row, (-1) ** order * polynomial(x) * MP.exp(-(x**2)))


def test_a_number_that_is_printed_wrong_is_seen():
    found = enclose(value_of(parse("erf(1)")), np.zeros((1, 0)))
    assert holds(found, 0, *printed("0.84270 07929 49714 86934"))
    for wrong in ("0.84270 07929 49714 86935", "0.84270 07929 49714 8696", "0.8427"):
        assert holds(found, 0, *printed(wrong)) == (wrong == "0.8427")
