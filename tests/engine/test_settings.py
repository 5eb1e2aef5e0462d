import pytest

from verify.core.errors import UsageError
from verify.engine.settings import Settings

BAD = [
    ({"trees": -1}, "trees is -1"),
    ({"points": 0}, "points is 0"),
    ({"points": 2.5}, "points is 2.5"),
    ({"jobs": 0}, "jobs is 0"),
    ({"seed": True}, "seed is True"),
    ({"time_budget": 0}, "time_budget is 0"),
    ({"rules": ("prodct",)}, "product"),
    ({"operations": ("sinn",)}, "sin"),
    ({"methods": ("duel",)}, "dual"),
    ({"dtypes": ("float46",)}, "float64"),
    ({"sympy_share": 1.5}, "sympy_share is 1.5; it must be a number from 0 to 1"),
    ({"sympy_share": float("nan")}, "sympy_share is nan"),
    ({"sympy_share": "half"}, "sympy_share is 'half'"),
    ({"dtypes": ()}, "dtypes is empty"),
    ({"executor": "procesess"}, "processes"),
    ({"executor": "dask:"}, "unknown executor 'dask:'; did you mean dask"),
    ({"methods": ("liar:sin:x",)}, "liar:OPERATION:FAULT"),
    ({"methods": ("liar:sinn:1e-3",)}, "sin"),
    ({"rules": "sum"}, "rules is 'sum'; it must be a list of names"),
    ({"methods": ({},)}, "methods is ({},)"),
    ({"dtypes": None}, "dtypes is None"),
    ({"executor": 3}, "executor is 3"),
    ({"time_budget": "60"}, "time_budget is '60'"),
    ({"sympy_seconds": True}, "sympy_seconds is True"),
    ({"twins": 1}, "twins is 1; it must be true or false"),
    ({"search": "no"}, "search is 'no'"),
]


@pytest.mark.parametrize(("given", "said"), BAD, ids=[str(case[0]) for case in BAD])
def test_a_bad_setting_is_refused_with_its_name_value_and_what_is_valid(given, said):
    with pytest.raises(UsageError) as caught:
        Settings(**given)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_settings_come_back_from_json():
    settings = Settings(trees=7, rules=("product", "sum"), methods=("dual",), dtypes=("float32",), time_budget=1.5)
    assert Settings.from_json(settings.to_json()) == settings


def test_settings_of_a_later_version_are_read_as_far_as_known():
    assert Settings.from_json({**Settings().to_json(), "unheard": 1}) == Settings()


@pytest.mark.parametrize("stored", [None, [], [["trees", 1]], "trees", 3])
def test_settings_are_an_object(stored):
    with pytest.raises(UsageError, match="must be an object"):
        Settings.from_json(stored)


def test_content_does_not_depend_on_who_works():
    assert Settings(jobs=1, executor="inline").content() == Settings(jobs=4, time_budget=3.0).content()
    assert Settings(seed=2).content() != Settings(seed=3).content()


@pytest.mark.parametrize(("trees", "share"), [(0, 1.0), (214, 1.0), (500, 1.0), (1000, 0.5), (10_000_000, 5e-5)])
def test_sympy_is_asked_about_everything_in_small_runs_and_as_much_in_large_ones(trees, share):
    assert Settings(trees=trees).witnessed == share
    assert Settings(trees=trees, sympy_share=0.25).witnessed == 0.25
    assert Settings(trees=trees, sympy_share=0).witnessed == 0
