"""What one core does in a second, beside the pipeline that a user would write; and what points, nodes, libraries and rows cost.

Processor time, of this process unless another is named. What was measured before of parts that are not chosen is kept.

    python benchmarks/throughput.py [--parts trees,points,nodes,libraries,memory] [--nodes 20,60] [--trees 60]
"""

import argparse
import json
import os

from recording import RESULTS, record
from throughput_costs import by_nodes, by_points, libraries, memory
from throughput_engine import settings, spent

PARTS = ("trees", "points", "nodes", "libraries", "memory")
SHARES = (0.02, 1.0)  # of the instances, on which SymPy is the third witness
WANTED_CHECKS, WANTED_TREES, WANTED_TIME = 200.0, 40.0, 1.25
PEERS_TREES = 12


def against_the_peer(chosen):
    """Checks and trees in a second, for each number of nodes."""
    from throughput_peer import measured

    found = {}
    for nodes in map(int, chosen.nodes.split(",")):
        peer = measured(settings(nodes, chosen.trees), PEERS_TREES)
        ours = {}
        for share in SHARES:
            run = spent(settings(nodes, chosen.trees, sympy_share=share))
            ours[f"SymPy on {share:.0%}"] = run.rates | {
                "seconds by part": {part: round(seconds, 2) for part, seconds in run.parts.items()},
                "time over SymPy's own": round((run.seconds + run.sympy) / run.sympy, 2) if run.sympy else None,
            }
        few = ours[f"SymPy on {SHARES[0]:.0%}"]
        ratios = {
            "times as many checks": round(few["checks per second"] / peer["checks per second"], 1),
            "times as many trees": round(few["trees per second"] / peer["trees per second"], 1),
        }
        found[f"{nodes} nodes"] = {"verify": ours, "a user's pipeline": peer, "ratios": ratios}
        print(json.dumps(found[f"{nodes} nodes"], indent=1), flush=True)
    return found


def verdict(figures):
    """Whether the answers were right, and which of the figures wanted are reached."""
    said = []
    for size, each in figures.get("trees", {}).items():
        wrong = sum(run["WRONG or CRASHED"] for run in each["verify"].values())
        close = each["a user's pipeline"]["share within its tolerance"]
        said.append(f"{size}: {wrong} WRONG or CRASHED, {close:.0%} of the pipeline's numbers within its tolerance")
        ratios = each["ratios"]
        over = each["verify"][f"SymPy on {SHARES[1]:.0%}"]["time over SymPy's own"]
        for what, found, wanted, reached in (
            ("checks", ratios["times as many checks"], WANTED_CHECKS, ratios["times as many checks"] >= WANTED_CHECKS),
            ("trees", ratios["times as many trees"], WANTED_TREES, ratios["times as many trees"] >= WANTED_TREES),
            ("SymPy's own time", over, WANTED_TIME, over is not None and over <= WANTED_TIME),
        ):
            said.append(f"{found} times {what} ({wanted:g} wanted): {'reached' if reached else 'NOT reached'}")
    return "; ".join(said) or "no ratio measured"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--parts", default=",".join(PARTS))
    options.add_argument("--nodes", default="20,60", help="of the trees in the part `trees`")
    options.add_argument("--trees", type=int, default=60, help="instances of rules, in the part `trees`")
    chosen = options.parse_args()
    measure = {
        "trees": lambda: against_the_peer(chosen),
        "points": by_points,
        "nodes": by_nodes,
        "libraries": libraries,
        "memory": memory,
    }
    os.environ["VERIFY_SYMPY_CACHE"] = "off"  # or SymPy's answers of earlier runs would be remembered
    before = RESULTS / "throughput.json"
    figures = json.loads(before.read_text())["figures"] if before.exists() else {}
    for part in chosen.parts.split(","):
        if part not in measure:
            options.error(f"part {part!r} is none of {', '.join(PARTS)}")
        figures[part] = measure[part]()
        print(json.dumps({part: figures[part]}, indent=1), flush=True)
        record("throughput", {part: figures[part] for part in PARTS if part in figures}, verdict(figures))


if __name__ == "__main__":
    main()
