"""Classical test integrals with closed forms: rows of kind, integrand in x and a parameter p, limits, value of p, integral.

Most are from Kahaner (1971), Comparison of numerical quadrature formulas; Bailey, Jeyabalan and Li (2005), Experimental
Mathematics 14, 317-329; Gradshteyn and Ryzhik; or exercises of any calculus course. Limits are numbers or expressions in p;
infinite ones are inf and -inf. An integrand that is unbounded at a limit makes its row improper, as an infinite limit does.
"""

from dataclasses import dataclass

import mpmath as mp
from mpmath import mpf


@dataclass(frozen=True, slots=True)
class Case:
    """One integral as a function of p. `exact` takes p as mpf and returns mpf."""

    kind: str
    text: str
    lower: str
    upper: str
    p: float
    exact: object
    unbounded: bool = False  # at a limit

    @property
    def name(self):
        return f"{self.text} over ({self.lower}, {self.upper})"

    @property
    def improper(self):
        return self.unbounded or "inf" in self.lower or "inf" in self.upper

    def reference(self, p):
        """The integral at the float p, to 50 digits."""
        with mp.workdps(50):
            return +self.exact(mpf(p))


def _two_humps(p):
    a, b = mp.sqrt(p) / 10, mpf(2) / 10
    left = (mp.atan(mpf(7) / 10 / a) + mp.atan(mpf(3) / 10 / a)) / a
    return left + (mp.atan(mpf(1) / 10 / b) + mp.atan(mpf(9) / 10 / b)) / b - 6


def _sech_powers(p):
    def even(power, u):
        t = mp.tanh(u)
        return {2: t, 4: t - t**3 / 3, 6: t - 2 * t**3 / 3 + t**5 / 5}[power]

    peaks = ((2, 20, mpf(1) / 5), (4, 100, mpf(2) / 5), (6, 1000, mpf(3) / 5))
    return p * sum((even(k, a * (1 - c)) - even(k, -a * c)) / a for k, a, c in peaks)


def _gauss_piece(centre, width):
    """The integral over (0, 1) of exp(-((x - centre)/width)**2)."""
    return width * mp.sqrt(mp.pi) / 2 * (mp.erf((1 - centre) / width) + mp.erf(centre / width))


def _lorentz_piece(a, c):
    """The integral over (0, 1) of 1/(a**2 + (x - c)**2)."""
    return (mp.atan((1 - c) / a) + mp.atan(c / a)) / a


CASES = (
    Case("smooth", "exp(p*x)", "0", "1", 1.0, lambda p: mp.expm1(p) / p),
    Case("smooth", "p*x**5 - x", "0", "2", 1.0, lambda p: p * 32 / 3 - 2),
    Case("smooth", "cos(p*x)", "0", "1", 2.0, lambda p: mp.sin(p) / p),
    Case("smooth", "1/(1 + p*x)", "0", "1", 1.0, lambda p: mp.log1p(p) / p),
    Case("smooth", "1/(p + x*x)", "-1", "1", 1.0, lambda p: 2 * mp.atan(1 / mp.sqrt(p)) / mp.sqrt(p)),
    Case("smooth", "exp(-p*x*x)", "0", "2", 1.0, lambda p: mp.sqrt(mp.pi / p) / 2 * mp.erf(2 * mp.sqrt(p))),
    Case("smooth", "x*exp(-p*x)", "0", "3", 1.0, lambda p: (1 - mp.exp(-3 * p) * (1 + 3 * p)) / p**2),
    Case("smooth", "sin(p*x)**2", "0", "3", 1.0, lambda p: mpf(3) / 2 - mp.sin(6 * p) / (4 * p)),
    Case("smooth", "sqrt(p + x)", "0", "1", 0.5, lambda p: 2 * ((p + 1) ** 1.5 - p**1.5) / 3),
    Case("smooth", "log(p + x)", "0", "1", 0.5, lambda p: (p + 1) * mp.log(p + 1) - p * mp.log(p) - 1),
    Case("smooth", "tanh(p*x)", "0", "2", 2.0, lambda p: mp.log(mp.cosh(2 * p)) / p),
    Case("smooth", "sigmoid(p*x)", "-1", "3", 2.0, lambda p: (mp.log1p(mp.exp(3 * p)) - mp.log1p(mp.exp(-p))) / p),
    Case("smooth", "exp(p*x)*cos(3*x)", "0", "2", 1.0,
         lambda p: (mp.exp(2 * p) * (p * mp.cos(6) + 3 * mp.sin(6)) - p) / (p * p + 9)),
    Case("smooth", "erf(p*x)", "0", "2", 1.0,
         lambda p: 2 * mp.erf(2 * p) + (mp.exp(-4 * p * p) - 1) / (p * mp.sqrt(mp.pi))),
    Case("smooth", "atan(p*x)/(1 + p*p*x*x)", "0", "1", 2.0, lambda p: mp.atan(p) ** 2 / (2 * p)),
    Case("periodic", "2/(2 + p*sin(10*pi*x))", "0", "1", 1.0, lambda p: 2 / mp.sqrt(4 - p * p)),
    Case("periodic", "exp(p*cos(2*pi*x))", "0", "1", 1.0, lambda p: mp.besseli(0, p)),
    Case("oscillatory", "cos(p*x)", "0", "1", 50.0, lambda p: mp.sin(p) / p),
    Case("oscillatory", "x*sin(p*x)", "0", "6", 30.0,
         lambda p: (mp.sin(6 * p) - 6 * p * mp.cos(6 * p)) / p**2),
    Case("oscillatory", "cos(p*sin(pi*x))", "0", "1", 100.0, lambda p: mp.besselj(0, p)),
    Case("oscillatory", "exp(-x)*sin(p*x)", "0", "5", 40.0,
         lambda p: (p - mp.exp(-5) * (mp.sin(5 * p) + p * mp.cos(5 * p))) / (1 + p * p)),
    Case("oscillatory", "cos(p*exp(x))", "0", "3", 4.0, lambda p: mp.ci(p * mp.exp(3)) - mp.ci(p)),
    Case("oscillatory", "cos(p*x*x)", "0", "1", 50.0,
         lambda p: mp.sqrt(mp.pi / (2 * p)) * mp.fresnelc(mp.sqrt(2 * p / mp.pi))),
    Case("near a pole", "1/(1 + p*x*x)", "-1", "1", 25.0, lambda p: 2 * mp.atan(mp.sqrt(p)) / mp.sqrt(p)),
    Case("near a pole", "1/(p + x*x)", "-1", "1", 0.0009765625, lambda p: 2 * mp.atan(1 / mp.sqrt(p)) / mp.sqrt(p)),
    Case("near a pole", "1/(p*p + (x - 0.3125)**2)", "0", "1", 0.01, lambda p: _lorentz_piece(p, mpf("0.3125"))),
    Case("near a pole", "1/(p - x)", "0", "1", 1.0078125, lambda p: mp.log(p / (p - 1))),
    Case("near a pole", "1/(0.01*p + (x - 0.3)**2) + 1/(0.04 + (x - 0.9)**2) - 6", "0", "1", 1.0, _two_humps),
    Case("near a pole", "x/sqrt(p*p - x*x)", "0", "1", 1.0009765625, lambda p: p - mp.sqrt(p * p - 1)),
    Case("end point", "sqrt(p*x)", "0", "1", 1.0, lambda p: 2 * mp.sqrt(p) / 3),
    Case("end point", "x**p", "0", "1", 0.1, lambda p: 1 / (p + 1)),
    Case("end point", "x**p*log(x)", "0", "1", 0.5, lambda p: -1 / (p + 1) ** 2),
    Case("end point", "sqrt(1 - x*x)*p", "-1", "1", 1.0, lambda p: p * mp.pi / 2),
    Case("end point", "p*asin(x)", "0", "1", 1.0, lambda p: p * (mp.pi / 2 - 1)),
    Case("end point", "x**(p - 1)", "0", "1", 0.5, lambda p: 1 / p, True),
    Case("end point", "x**(p - 1)", "0", "1", 0.125, lambda p: 1 / p, True),
    Case("end point", "log(p*x)", "0", "1", 1.5, lambda p: mp.log(p) - 1, True),
    Case("end point", "x**(p - 1)*log(x)", "0", "1", 0.5, lambda p: -1 / p**2, True),
    Case("end point", "p*log(x)**2", "0", "1", 1.0, lambda p: 2 * p, True),
    Case("end point", "p*log(x)*log1p(-x)", "0", "1", 1.0, lambda p: p * (2 - mp.pi**2 / 6), True),
    Case("end point", "1/(sqrt(x)*(1 + p*x))", "0", "1", 1.0, lambda p: 2 * mp.atan(mp.sqrt(p)) / mp.sqrt(p), True),
    Case("end point", "exp(-x)*x**(p - 1)", "0", "1", 0.5, lambda p: mp.gammainc(p, 0, 1), True),
    Case("end point", "x**(p - 1)*(1 - x)**(-0.25)", "0", "1", 0.5, lambda p: mp.beta(p, mpf(3) / 4), True),
    Case("end point", "log(1/x)**(-p)", "0", "1", 0.5, lambda p: mp.gamma(1 - p), True),
    Case("kink", "abs(x - p)", "0", "1", 0.3125, lambda p: (p * p + (1 - p) ** 2) / 2),
    Case("kink", "sqrt(abs(x - p))", "0", "1", 0.3125, lambda p: 2 * (p**1.5 + (1 - p) ** 1.5) / 3),
    Case("kink", "max(x - p, 0)*exp(x)", "0", "1", 0.4, lambda p: mp.exp(p) - p * mp.e),
    Case("kink", "min(exp(x), p)", "0", "1", 2.0, lambda p: p - 1 + p * (1 - mp.log(p))),
    Case("kink", "abs(sin(p*x))", "0", "3.25", 1.75,
         lambda p: (2 + 1 - mp.cos(p * mpf("3.25") - mp.pi)) / p),
    Case("jump", "sign(x - p)", "0", "1", 0.37, lambda p: 1 - 2 * p),
    Case("jump", "(2 + sign(x - p))*cos(x)", "0", "1", 0.6, lambda p: 3 * mp.sin(1) - 2 * mp.sin(p)),
    Case("infinite", "exp(-p*x)", "0", "inf", 1.0, lambda p: 1 / p),
    Case("infinite", "exp(-p*x*x)", "-inf", "inf", 1.0, lambda p: mp.sqrt(mp.pi / p)),
    Case("infinite", "1/(p + x*x)", "-inf", "inf", 1.0, lambda p: mp.pi / mp.sqrt(p)),
    Case("infinite", "(1 + x)**(-1 - p)", "0", "inf", 1.0, lambda p: 1 / p),
    Case("infinite", "x**(p - 1)*exp(-x)", "0", "inf", 0.5, mp.gamma),
    Case("infinite", "x*x*exp(-p*x*x)", "-inf", "inf", 0.5, lambda p: mp.sqrt(mp.pi / p) / (2 * p)),
    Case("infinite", "exp(-x)*cos(p*x)", "0", "inf", 3.0, lambda p: 1 / (1 + p * p)),
    Case("infinite", "1/cosh(p*x)", "-inf", "inf", 1.0, lambda p: mp.pi / p),
    Case("infinite", "log(x)*exp(-p*x)", "0", "inf", 1.0, lambda p: -(mp.euler + mp.log(p)) / p),
    Case("infinite", "1/(sqrt(x)*(1 + p*x))", "0", "inf", 1.0, lambda p: mp.pi / mp.sqrt(p)),
    Case("infinite", "exp(-p*x*x)*cos(4*x)", "-inf", "inf", 1.0, lambda p: mp.sqrt(mp.pi / p) * mp.exp(-4 / p)),
    Case("infinite", "exp(-(x - p)**2)", "-inf", "inf", 5.0, lambda p: mp.sqrt(mp.pi)),
    Case("infinite", "exp(p*x)", "-inf", "1", 2.0, lambda p: mp.exp(p) / p),
    Case("infinite", "log1p(p/(x*x))", "0", "inf", 1.0, lambda p: mp.pi * mp.sqrt(p)),
    Case("spike", "exp(-(200*(x - p))**2)", "0", "1", 0.3, lambda p: _gauss_piece(p, mpf(1) / 200)),
    Case("spike", "1 + exp(-(10000*(x - p))**2)", "0", "1", 0.37, lambda p: 1 + _gauss_piece(p, mpf(1) / 10000)),
    Case("spike", "p*(cosh(20*x - 4)**(-2) + cosh(100*x - 40)**(-4) + cosh(1000*x - 600)**(-6))", "0", "1", 1.0, _sech_powers),
)  # fmt: skip
