import time

import pytest

from verify.core.errors import StoreError, UsageError
from verify.core.observation import COLUMNS
from verify.core.verdict import Verdict
from verify.engine.plan import plan
from verify.engine.run import close, resume, start
from verify.engine.settings import Settings
from verify.engine.store import RunFolder

QUICK = ("sum", "product", "chain")


def query(folder, text):
    connection, problems = folder.connect()
    assert problems == []
    with connection:
        return connection.execute(text).fetchall()


def test_a_run_tries_every_rule_on_both_sides_in_both_precisions(small_run, small_settings):
    found = query(small_run, "SELECT DISTINCT rule, dtype FROM observations WHERE rule <> ''")
    assert {rule for rule, _ in found} == set(small_settings.rules)
    sides = query(small_run, "SELECT DISTINCT rule, side FROM observations WHERE rule <> ''")
    for rule in small_settings.rules:
        assert {(rule, "whole"), (rule, "assembled")} & set(sides)


def test_kernels_are_never_wrong(small_run):
    header = small_run.read_json("run.json")
    assert header["state"] == "finished"
    assert header["problems"] == []
    assert header["counts"]["WRONG"] == header["counts"]["CRASHED"] == 0
    assert header["counts"]["AGREES"] > 0.8 * header["observations"]


def test_every_twin_is_refuted_and_small_and_every_case_beyond_is_outside(small_run, small_settings):
    rules = small_run.read_json("run.json")["rules"]
    assert set(rules) == set(small_settings.rules)
    for name, found in rules.items():
        assert found["twins_refuted"], (name, found["twins"])
        assert found["twins_largest"] <= 6, (name, found["twins"])
        assert found["beyond_outside"], (name, found["beyond"])


def test_sides_are_confirmed_exactly(small_run):
    refuted = query(small_run, "SELECT expression FROM instances WHERE confirmed = false")
    assert refuted == []
    confirmed, total = query(small_run, "SELECT count(*) FILTER (confirmed), count(*) FROM instances WHERE rule <> ''")[0]
    assert confirmed > 0.9 * total


def test_sympy_never_disagrees(small_run):
    outcomes = dict(query(small_run, "SELECT witnesses, count(*) FROM instances GROUP BY ALL"))
    assert "refuted" not in outcomes
    assert outcomes["agree"] > 0


def test_columns_are_those_that_are_described(small_run):
    names = [row[0] for row in query(small_run, "DESCRIBE observations")]
    assert names == [column.name for column in COLUMNS]


def test_equal_seeds_give_equal_content_whoever_works(small_run, tmp_path):
    settings = Settings.from_json({**small_run.read_json("run.json")["settings"], "executor": "processes", "jobs": 2})
    assert start(settings, tmp_path / "again").digest() == small_run.digest()


def test_another_seed_gives_other_content(small_run, small_settings, tmp_path):
    other = Settings.from_json({**small_settings.to_json(), "seed": 6, "rules": ["sum"], "trees": 2})
    assert start(other, tmp_path / "other").digest() != small_run.digest()


def test_a_liar_is_caught_once_and_blamed_rightly(tmp_path):
    settings = Settings(trees=9, points=8, rules=QUICK, methods=("liar:tanh:1e-9",), dtypes=("float64",), executor="inline")
    found = start(settings, tmp_path / "run").read_json("findings.json")
    assert {(finding["verdict"], finding["expression"]) for finding in found} == {("WRONG", "tanh(a)")}


def test_zero_is_wrong_and_honest_is_not(tmp_path):
    settings = Settings(trees=9, points=8, rules=QUICK, methods=("zero", "honest"), executor="inline")
    folder = start(settings, tmp_path / "run")
    by_method = query(folder, f"SELECT DISTINCT method FROM observations WHERE verdict = {Verdict.WRONG.code}")
    assert by_method == [("zero",)]


def test_a_method_that_raises_is_reported_and_the_rest_goes_on(tmp_path, monkeypatch):
    (tmp_path / "raiser.py").write_text(
        "from verify.adapters.null import Honest\n"
        "class Raiser(Honest):\n"
        "    def answer(self, claim, points, dtype):\n"
        "        raise RuntimeError('no idea')\n"
        "method = Raiser(name='raiser')\n"
    )
    name = f"{tmp_path / 'raiser.py'}:method"
    settings = Settings(trees=0, points=4, rules=QUICK, operations=("exp", "sin"), methods=(name, "dual"), executor="inline")
    folder = start(settings, tmp_path / "run")
    verdicts = dict(query(folder, "SELECT method, list(DISTINCT verdict) FROM observations GROUP BY ALL"))
    assert verdicts[name] == [Verdict.CRASHED.code]
    assert Verdict.AGREES.code in verdicts["dual"]
    assert Verdict.CRASHED.code not in verdicts["dual"]
    finding = folder.read_json("findings.json")[0]
    assert finding["verdict"] == "CRASHED"
    assert "no idea" in finding["why"]


def test_a_stopped_run_resumes_to_the_content_of_an_undisturbed_one(small_run, small_settings, tmp_path):
    stopped = RunFolder.create(tmp_path / "run", {**small_run.read_json("run.json"), "state": "running"})
    keep = {0, 3, len(plan(small_settings)) - 1}
    for shard in (small_run.path / "shards").iterdir():
        if int(shard.stem.split("-")[1]) in keep:
            (stopped.path / "shards" / shard.name).write_bytes(shard.read_bytes())
    resumed = resume(stopped.path)
    assert resumed.digest() == small_run.digest()
    assert resumed.read_json("run.json")["state"] == "finished"


def test_a_report_that_is_cut_meanwhile_leaves_the_content_right(tmp_path):
    settings = Settings(trees=4, points=4, rules=("sum",), methods=("dual",), dtypes=("float64",), executor="inline")
    wanted = start(settings, tmp_path / "undisturbed").read_json("run.json")

    def cut(what, _):
        if what == "phase":
            for report in sorted((tmp_path / "run" / "shards").glob("task-*.json"))[:1]:
                report.write_text("{")

    found = start(settings, tmp_path / "run", on_event=cut).read_json("run.json")
    assert (found["digest"], found["state"]) == (wanted["digest"], "finished")


def test_machines_that_are_compiled_for_the_first_time_take_nothing_of_the_time_budget(tmp_path, monkeypatch):
    budget = 20.0

    def compiled(dtypes):
        """As if a minute had gone by."""
        waited[0] = 3 * budget

    waited, clock = [0.0], time.perf_counter
    monkeypatch.setattr("verify.engine.attempts.time.perf_counter", lambda: clock() + waited[0])
    monkeypatch.setattr("verify.engine.run.kernels.is_compiled", lambda _: False)
    monkeypatch.setattr("verify.engine.run.kernels.warm", compiled)
    few = {"operations": ("sin", "add"), "methods": ("dual",), "rules": ("sum",), "trees": 1, "points": 4, "twins": False}
    folder = start(Settings(**few, executor="inline", time_budget=budget), tmp_path / "run")
    header = folder.read_json("run.json")
    assert header["state"] == "finished"
    assert header["seconds"]["total"] > 3 * budget


def test_a_time_budget_ends_a_run_and_says_so(small_settings, tmp_path):
    settings = Settings.from_json({**small_settings.to_json(), "time_budget": 1e-3})
    folder = start(settings, tmp_path / "run")
    header = folder.read_json("run.json")
    assert header["state"] == "interrupted"
    assert any("time budget" in sentence for sentence in header["problems"])


def test_a_run_done_by_others_can_be_closed(small_run, small_settings, tmp_path):
    folder = RunFolder.create(tmp_path / "run", {**small_run.read_json("run.json"), "state": "running"})
    for shard in (small_run.path / "shards").iterdir():
        (folder.path / "shards" / shard.name).write_bytes(shard.read_bytes())
    close(folder, small_settings, ["worker gw1 died"])
    header = folder.read_json("run.json")
    assert header["state"] == "finished"
    assert header["problems"] == ["worker gw1 died"]
    assert header["digest"] == small_run.digest()


def test_a_folder_that_cannot_be_written_is_one_sentence(small_settings, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError):
        start(small_settings, tmp_path / "file" / "run")


def test_only_runs_can_be_resumed(tmp_path):
    with pytest.raises(UsageError):
        resume(tmp_path)
