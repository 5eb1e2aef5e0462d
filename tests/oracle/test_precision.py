import pytest
from flint import ctx

from verify.oracle.precision import series_length, working_precision


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


def test_the_length_of_series_is_put_back_too():
    before = ctx.cap
    with series_length(3):
        assert ctx.cap == 3
    assert ctx.cap == before
    with pytest.raises(ZeroDivisionError), series_length(3):
        raise ZeroDivisionError
    assert ctx.cap == before
