import pytest
from flint import ctx

from verify.oracle.precision import working_precision


def test_precision_is_put_back():
    before = ctx.prec
    with working_precision(200):
        assert ctx.prec == 200
        with working_precision(300):
            assert ctx.prec == 300
        assert ctx.prec == 200
    assert ctx.prec == before


def test_precision_is_put_back_after_an_exception():
    before = ctx.prec
    with pytest.raises(ZeroDivisionError), working_precision(200):
        raise ZeroDivisionError
    assert ctx.prec == before
