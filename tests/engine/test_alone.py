import numpy as np
import pytest
from each import each

from verify.core.budget import library_ulps
from verify.core.method import Answer
from verify.core.precision import FLOAT64
from verify.core.verdict import Verdict
from verify.engine import alone
from verify.engine.alone import box_of
from verify.engine.calibration import Calibration
from verify.engine.ledger import Ledger
from verify.engine.methods import find_method
from verify.engine.plan import calibrating, plan
from verify.engine.settings import Settings
from verify.engine.store import RunFolder
from verify.engine.tasks import Assignment, execute
from verify.engine.work import Work
from verify.generators import SPECIAL
from verify.ops import DRAWN, OPERATIONS
from verify.ops.interval import holds


def calibrated(tmp_path, *methods, **more):
    settings = Settings(trees=0, points=16, methods=methods, dtypes=("float64",), executor="inline", **more)
    folder = RunFolder.create(tmp_path / "run", {"state": "running"})
    tasks = [Assignment(task, settings, Calibration(), str(folder.path)) for task in calibrating(plan(settings))]
    return Calibration.from_json(*(execute(task)["calibration"] for task in tasks))


@each("row", DRAWN.values())
def test_every_operation_has_a_box_inside_its_domain(row):
    assert holds(row.where, box_of(row))


def test_sound_methods_keep_all_operations(tmp_path):
    assert calibrated(tmp_path, "dual", "honest").excluded == {}


@pytest.mark.parametrize("operation", ["add", "power", "sin", "relu", "erf", "logaddexp"])
def test_the_operation_that_a_liar_lies_about_is_excluded_and_no_other(tmp_path, operation):
    liar = f"liar:{operation}:1e-12"
    found = calibrated(tmp_path, liar, "dual")
    assert found.excluded == {liar: (operation,)}
    assert not found.allows(liar, ("exp", operation))
    assert found.allows(liar, ("exp",))
    assert found.allows("dual", (operation,))


def test_what_a_function_of_a_library_loses_is_its_accuracy_and_what_a_formula_cancels_is_not(tmp_path):
    pytest.importorskip("autograd", reason="SciPy's erfc and NumPy's sinc are asked through it")
    found = calibrated(tmp_path, "autograd-reverse", operations=("erfc", "sinc", "expm1"))
    assert found.allows("autograd-reverse", ("erfc", "expm1"))
    ulps = found.accuracy["autograd-reverse"]
    assert OPERATIONS["erfc"].accuracy < ulps["erfc"] <= library_ulps(FLOAT64)
    assert ulps.get("sinc", 0.0) <= library_ulps(FLOAT64)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of the library's
def test_an_operation_that_fails_at_special_points_only_is_kept(tmp_path):
    pytest.importorskip("autograd", reason="forward through its power there is no derivative at (-2, 3)")
    assert calibrated(tmp_path, "autograd-forward", operations=("power",)).excluded == {}
    connection, _ = RunFolder(tmp_path / "run").connect()
    with connection:
        rows = connection.execute("SELECT DISTINCT source, verdict FROM observations").fetchall()
    assert {source for source, code in rows if code in (Verdict.WRONG.code, Verdict.CRASHED.code)} == {SPECIAL}


def test_a_calibration_comes_back_from_json():
    made = Calibration(accuracy={"m": {"erf": 12.0}}, excluded={"m": ("sin",)})
    assert Calibration.from_json(made.to_json()) == made


SEARCHED = ("sin", "max", "exp")


def searched(settings, *methods):
    work = Work(Ledger(1), methods, Calibration())
    for task in calibrating(plan(settings)):
        (alone.run_search if task.kind == "searched" else alone.run)(task, settings, work)
    return work


def test_in_a_search_every_operation_is_searched_in_every_precision():
    settings = Settings(operations=SEARCHED, search=True)
    (task, *_) = calibrating(plan(settings))
    assert task.subject == "float64"
    work = searched(settings, "jet")
    columns = work.ledger.observations()
    found = columns["source"] == "search"
    assert {"diff(sin(a), a)", "diff(sin(a), a, 2)", "diff(max(a, b), b, 2)"} <= set(columns["claim"][found])
    assert set(columns["dtype"][found]) == {"float64", "float32"}
    assert not work.ledger.counts.get("WRONG")
    assert not work.ledger.counts.get("CRASHED")
    assert "search" not in set(searched(Settings(operations=SEARCHED), "jet").ledger.observations()["source"])


class FaultyAtZero:
    """Wrong at one point only."""

    def __init__(self, honest):
        self.honest = honest

    def __getattr__(self, name):
        return getattr(self.honest, name)

    def answer(self, claim, points, dtype):
        found = np.array(self.honest.answer(claim, points, dtype).values)
        found[(points == 0.0).any(axis=1)] *= 1.5
        return Answer(values=found)


def test_a_fault_at_a_single_point_is_found_by_the_search(monkeypatch):
    faulty = FaultyAtZero(find_method("honest"))
    for module in ("pairs", "work"):
        monkeypatch.setattr(f"verify.engine.{module}.find_method", lambda name: faulty)
    columns = searched(Settings(operations=("exp", "sin"), dtypes=("float64",), search=True), "honest").ledger.observations()
    wrong = columns["verdict"] == Verdict.WRONG.code
    assert "search" in set(columns["source"][wrong])
    assert set(columns["at"][wrong]) == {0.0}
