from breadth import examples
from enclosing import MP, contains
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from verify.oracle.inertia import eigenvalues
from verify.oracle.precision import working_precision

numbers = st.integers(-64, 64).map(lambda n: n / 8)


@examples(60)
@given(st.integers(1, 3), st.data())
def test_each_enclosure_contains_its_eigenvalue(size, data):
    half = {(i, j): data.draw(numbers) for i in range(size) for j in range(i + 1)}
    rows = [[half[max(i, j), min(i, j)] for j in range(size)] for i in range(size)]
    with working_precision(128):
        found = eigenvalues([[arb(entry) for entry in row] for row in rows])
    exact = sorted(MP.eigsy(MP.matrix(rows), eigvals_only=True))
    for ball, value in zip(found, exact, strict=True):
        assert contains(ball + arb(0, 2.0**-150), value)
        assert ball.rad() < 2.0**-30


def test_multiple_eigenvalues_and_perturbed_matrices():
    with working_precision(128):
        assert [float(v) for v in eigenvalues([[arb(2), arb(0)], [arb(0), arb(2)]])] == [2.0, 2.0]
        wide = eigenvalues([[arb(1, 0.5), arb(0, 0.5)], [arb(0, 0.5), arb(-4, 0.5)]])
        assert wide[0] < 0
        assert not wide[1] < 0
        assert not wide[1] > 0
        assert not eigenvalues([[arb.nan()]])[0].is_finite()
