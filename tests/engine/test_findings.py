import json

import verify
from verify.engine.findings import read_point
from verify.engine.run import start
from verify.engine.settings import Settings

KEYS = {
    "id", "code", "verdict", "kind", "method", "version", "quantity", "dtype", "expression", "variables", "point", "computed",
    "exact", "budget", "relative_error", "lost_bits", "region", "born_at", "amplified_by", "remedy", "reproduce",
}  # fmt: skip


def test_hot_spots_are_told_like_findings_and_lose_bits_by_rounding(small_run):
    spots = small_run.read_json("hot_spots.json")
    assert spots
    for spot in spots:
        assert set(spot) >= KEYS
        assert spot["verdict"] == "AGREES"
        assert spot["lost_bits"] > 1
    assert [spot["lost_bits"] for spot in spots] == sorted((spot["lost_bits"] for spot in spots), reverse=True)


def test_a_finding_is_small_classified_and_repeats_itself(tmp_path):
    settings = Settings(trees=9, points=8, methods=("textbook:method",), dtypes=("float64",), executor="inline")
    found = start(settings, tmp_path / "run").read_json("findings.json")
    assert found
    for finding in found:
        assert set(finding) >= KEYS
        assert finding["verdict"] == "INACCURATE"
        again = verify.replay(finding["replay"])
        assert (again.verdict.name, repr(again.computed)) == (finding["verdict"], str(finding["computed"]))
        json.dumps(finding, allow_nan=False)
    assert {"tanh(a)", "sigmoid(a)"} <= {finding["expression"] for finding in found}
    tanh = next(finding for finding in found if finding["expression"] == "tanh(a)")
    assert "cosh" in tanh["remedy"]


def test_points_are_read_back_exactly():
    assert read_point("x=0.1, y=-5e-324") == {"x": 0.1, "y": -5e-324}
    assert read_point("") == {}
