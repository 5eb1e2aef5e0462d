from collections import Counter

from verify.engine.plan import INSTANCES_PER_TASK, plan, random_for, subject_of
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


def test_only_chosen_rules_are_planned():
    tasks = plan(Settings(trees=8, rules=("sum",)))
    assert [task.subject for task in tasks if task.kind == "twins"] == ["sum"]
