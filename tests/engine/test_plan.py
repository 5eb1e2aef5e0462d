from collections import Counter

from verify.engine.plan import (
    FOREIGN_PER_TASK,
    INSTANCES_PER_TASK,
    calibrating,
    pairs_of,
    plan,
    random_for,
    searched_of,
    subject_of,
)
from verify.engine.settings import Settings
from verify.rules import RULES


def test_every_instance_is_planned_exactly_once():
    settings = Settings(trees=100)
    numbers = [n for task in plan(settings) if task.kind == "instances" for n in range(task.first, task.first + task.count)]
    assert numbers == list(range(100))
    assert max(task.count for task in plan(settings)) == INSTANCES_PER_TASK


def test_tasks_are_numbered_in_order_and_operations_come_first():
    tasks = plan(Settings())
    assert [task.number for task in tasks] == list(range(len(tasks)))
    assert tasks[0].kind == "operations"


def test_in_a_search_operations_come_in_one_precision_after_the_other():
    settings = Settings(search=True, operations=("sin", "max", "add"), trees=3)
    first = calibrating(plan(settings))
    assert first == plan(settings)[: len(first)]
    assert [(task.kind, task.subject, task.first, task.count) for task in first if task.kind != "quantities"] == [
        (kind, dtype, *part) for dtype in settings.dtypes for kind in ("operations", "searched") for part in ((0, 2), (2, 1))
    ]


def test_rules_and_dtypes_take_turns():
    settings = Settings(trees=len(RULES) * 4)
    counts = Counter(subject_of(settings, n) for n in range(settings.trees))
    assert len(counts) == len(RULES) * 2
    assert set(counts.values()) == {2}


def test_more_trees_keep_the_first_ones():
    small, large = Settings(trees=10), Settings(trees=1000)
    assert [subject_of(small, n) for n in range(10)] == [subject_of(large, n) for n in range(10)]


def test_randomness_follows_from_seed_and_place_alone():
    first = random_for(Settings(seed=1), "instance", 3).random()
    assert first == random_for(Settings(seed=1), "instance", 3).random()
    assert first != random_for(Settings(seed=2), "instance", 3).random()
    assert first != random_for(Settings(seed=1), "instance", 4).random()


def test_where_libraries_are_compared_each_rule_has_its_turn_before_the_catalogue_in_small_tasks():
    tasks = plan(Settings(methods=("dual", "honest"), twins=False))
    kinds = [task.kind for task in tasks]
    before = [task for task in tasks[: kinds.index("catalogue")] if task.kind == "instances"]
    assert [n for task in before for n in range(task.first, task.first + task.count)] == list(range(len(RULES)))
    assert max(task.count for task in before) == FOREIGN_PER_TASK < INSTANCES_PER_TASK
    assert {task.kind for task in tasks} == {task.kind for task in plan(Settings(methods=("dual",), twins=False))}
    assert sum(task.count for task in tasks if task.kind == "instances") == Settings().trees


def test_only_chosen_rules_are_planned():
    tasks = plan(Settings(trees=8, rules=("sum",)))
    assert [task.subject for task in tasks if task.kind == "twins"] == ["sum"]


def counted(settings, kind):
    return sum(task.count for task in plan(settings) if task.kind == kind)


def test_what_is_searched_is_planned_where_it_is_wanted():
    wanted = Settings(search=True, operations=("sin", "max", "add"), trees=3 * len(RULES))
    assert counted(wanted, "operations") == 3 * 2
    assert counted(wanted, "pairs") == pairs_of(wanted) == 9 * 2
    assert searched_of(wanted) == 2 * len(RULES)
    assert "pairs" not in {task.kind for task in plan(Settings())}
    assert searched_of(Settings()) == 0


def test_fewer_pairs_may_be_wanted():
    few = Settings(search=True, operations=("sin", "max", "add"), pairs=5)
    assert counted(few, "pairs") == pairs_of(few) == 5
    assert pairs_of(Settings(search=True, operations=("sin",), pairs=5)) == 2


def test_searched_tasks_come_before_random_trees_and_pairs_take_turns_with_rules():
    settings = Settings(search=True, twins=False, trees=4 * len(RULES))
    tasks = plan(settings)
    instances = [n for task in tasks if task.kind == "instances" for n in range(task.first, task.first + task.count)]
    assert instances == list(range(settings.trees))
    first_tree = next(task for task in tasks if task.kind == "instances" and task.first >= searched_of(settings))
    before = [task.kind for task in tasks[: first_tree.number]]
    assert [task.kind for task in calibrating(tasks)] == before[: len(calibrating(tasks))]
    assert "pairs" not in [task.kind for task in tasks[first_tree.number :]]
    turns = [kind == "pairs" for kind in before if kind in ("pairs", "instances", "catalogue")]
    others = len(turns) - sum(turns)
    assert turns[: 2 * others] == [True, False] * others
