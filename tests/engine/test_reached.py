"""How far a run came: everything planned is counted, and what is missing is told."""

from verify.engine.plan import plan
from verify.engine.reached import reached, told
from verify.engine.settings import Settings

SETTINGS = Settings(search=True, operations=("sin", "exp"), rules=("sum",), trees=9)


def test_a_finished_run_has_reached_everything():
    tasks = plan(SETTINGS)
    found = reached(tasks, {task.number for task in tasks})
    assert all(done == total for done, total in found.values())
    assert found["pairs"] == (8, 8)
    assert found["instances"] == (9, 9)
    assert found["twins"] == (1, 1)


def test_what_was_not_begun_is_missing_from_the_sum():
    tasks = plan(SETTINGS)
    done = {task.number for task in tasks if task.kind != "pairs"}
    assert reached(tasks, done)["pairs"] == (0, 8)
    assert "4 of 4 operations alone" in told(reached(tasks, done))
    assert "0 of 8 pairs of operations" in told(reached(tasks, done))


def test_every_kind_of_task_has_words():
    kinds = {task.kind for settings in (Settings(), Settings(search=True)) for task in plan(settings)}
    assert told(dict.fromkeys(kinds, (0, 1000))).count("0 of 1,000 ") == len(kinds)
