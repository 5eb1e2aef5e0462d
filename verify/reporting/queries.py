"""Questions to a run's observations. DuckDB bins or ranks every answer, so that its size does not grow with the run."""

from __future__ import annotations

from typing import Final

from verify.core.precision import PRECISIONS
from verify.core.verdict import Verdict
from verify.reporting.source import Record, Source

# Lost bits are counted in these fractions, so that medians come from small histograms and not from sorting everything.
_PER_BIT: Final = 8
# The same for relative faults, in fractions of a factor of two.
_PER_OCTAVE: Final = 8
# Bins of the maps: so many per decade, and the decades shown; what lies beyond is counted in the last bin.
PER_DECADE: Final = 2
CONDITION_DECADES: Final = (-2, 20)
ERROR_DECADES: Final = (-2, 17)
# Positions are binned by powers of two, two at a time, up to this power.
POSITION_STEP: Final = 2
POSITION_REACH: Final = 60

# Rows whose error is a measurement: tested, and finite.
_MEASURED: Final = (
    f"verdict IN ({Verdict.AGREES.code}, {Verdict.INACCURATE.code}, {Verdict.WRONG.code}) AND isfinite(lost_bits)"
)
_ROUNDOFF: Final = "CASE dtype {} END".format(
    " ".join(f"WHEN '{name}' THEN {2.0**-precision.bits!r}" for name, precision in PRECISIONS.items())
)
# Instances are numbered within a task where these are of operations or the catalogue. An expression is stored once, but a
# resumed run may have stored it twice.
_DEPTHS: Final = "(SELECT task, instance, side, max(depth) AS depth FROM instances GROUP BY ALL)"
_ONE_NUMBER: Final = "task, instance, side, claim, point, dtype"
_ANSWERED_BY_ALL: Final = f"""SELECT {_ONE_NUMBER} FROM observations WHERE {_MEASURED} AND list_contains($methods, method)
    GROUP BY ALL HAVING count(DISTINCT method) = len($methods)"""
_USES: Final = "(SELECT DISTINCT task, instance, side, unnest(string_split(operations, ',')) AS operation FROM instances)"


def tally(source: Source) -> list[Record]:
    """Observations counted by method, rule, dtype, quantity and verdict (its code): `n` each."""
    return source.rows(
        "SELECT method, rule, dtype, quantity, verdict, count(*) AS n FROM observations GROUP BY ALL ORDER BY ALL"
    )


def reasons(source: Source) -> list[Record]:
    """Rows that were no pass and no measurement, by verdict, kind and method: how many, and one of them."""
    return source.rows(
        f"""SELECT verdict, kind, method, count(*) AS n, min({{'claim': claim, 'point': point}}) AS example FROM observations
        WHERE verdict IN ({Verdict.UNDECIDED.code}, {Verdict.OUTSIDE.code}, {Verdict.CRASHED.code})
        GROUP BY ALL ORDER BY verdict, n DESC, kind, method"""
    )


def spread(source: Source, *keys: str, methods: list[str] | None = None) -> list[Record]:
    """Lost bits of measured rows by `keys`, columns of the observations: n, median, p99, worst; of `methods` only, if given."""
    return _quantiles(source, f"FROM observations WHERE {_MEASURED}", {key: f'"{key}"' for key in keys}, methods)


def by_depth(source: Source, methods: list[str]) -> list[Record]:
    """Lost bits by depth of the expression."""
    return _quantiles(
        source, f"FROM observations JOIN {_DEPTHS} USING (task, instance, side) WHERE {_MEASURED}", {"depth": "depth"}, methods
    )


def by_operation(source: Source, methods: list[str]) -> list[Record]:
    """Lost bits of expressions that use an operation, for each operation."""
    tables = f"FROM observations JOIN {_USES} USING (task, instance, side) WHERE {_MEASURED} AND operation != ''"
    return _quantiles(source, tables, {"operation": "operation"}, methods)


def side_by_side(source: Source, methods: list[str], *, by: str, paired: bool) -> list[Record]:
    """Lost bits of each of `methods`, by `operation` or by `rule`.

    paired : only numbers that every one of them was asked for and that were decided for every one, so that all are compared
        on the same expressions, points and precisions
    """
    uses = f"JOIN {_USES} USING (task, instance, side)" if by == "operation" else ""
    same = f"SEMI JOIN ({_ANSWERED_BY_ALL}) USING ({_ONE_NUMBER})" if paired else ""
    tables = f"FROM observations {uses} {same} WHERE {_MEASURED} AND {by} != ''"
    return _quantiles(source, tables, {by: f'"{by}"', "method": "method"}, methods)


def resolutions_by_rule(source: Source) -> list[Record]:
    """The relative fault of an answer that half of the points would have shown, by rule, method and dtype; `n` points.

    That is the median of budget over exact value where the method agreed, through a histogram.
    """
    fault = "tight / abs(exact)"
    return source.rows(
        f"""WITH histogram AS (
            SELECT rule, method, dtype, CAST(round(log2({fault}) * {_PER_OCTAVE}) AS INTEGER) AS bin, count(*) AS n
            FROM observations
            WHERE verdict = {Verdict.AGREES.code} AND rule != '' AND exact != 0 AND {fault} > 0 AND isfinite({fault})
            GROUP BY ALL),
        running AS (SELECT *, sum(n) OVER (PARTITION BY rule, method, dtype ORDER BY bin) AS upto,
            sum(n) OVER (PARTITION BY rule, method, dtype) AS total FROM histogram)
        SELECT rule, method, dtype, CAST(any_value(total) AS BIGINT) AS n,
            pow(2.0, min(bin) FILTER (upto >= 0.5 * total) / {_PER_OCTAVE}) AS resolution
        FROM running GROUP BY ALL ORDER BY ALL"""
    )


def answered_by_all(source: Source, methods: list[str]) -> int:
    """How many numbers were decided for every one of `methods`."""
    return int(source.rows(f"SELECT count(*) AS n FROM ({_ANSWERED_BY_ALL})", {"methods": methods})[0]["n"])


def expressions(source: Source) -> dict[str, int]:
    """About how many expressions each method was judged."""
    rows = source.rows("SELECT method, count(DISTINCT (task, instance, side)) AS n FROM observations GROUP BY ALL ORDER BY ALL")
    return {str(row["method"]): int(row["n"]) for row in rows}


def by_position(source: Source, methods: list[str]) -> list[Record]:
    """Lost bits by position of the point: `power` is the bin's lower power of two of |x|, `sign` that of x (0 for x = 0)."""
    power = f'floor(log2(abs("at")) / {POSITION_STEP}) * {POSITION_STEP}'
    reach = f"CAST(greatest(least({power}, {POSITION_REACH}), -{POSITION_REACH}) AS INTEGER)"
    keys = {"sign": 'CAST(sign("at") AS INTEGER)', "power": f'CASE WHEN "at" = 0 THEN 0 ELSE {reach} END'}
    return _quantiles(source, f'FROM observations WHERE {_MEASURED} AND isfinite("at")', keys, methods)


def by_condition(source: Source, methods: list[str]) -> list[Record]:
    """Relative error in unit roundoffs against condition number: bins of both (in 1/PER_DECADE decades) and `n`.

    `error` is NULL for results that were exact.
    """
    relative = f"error / abs(exact) / ({_ROUNDOFF})"
    return source.rows(
        f"""SELECT {_bin("condition", CONDITION_DECADES)} AS condition,
            CASE WHEN error = 0 THEN NULL ELSE {_bin(relative, ERROR_DECADES)} END AS error, count(*) AS n
        FROM observations WHERE {_MEASURED} AND list_contains($methods, method)
            AND condition > 0 AND isfinite(condition) AND exact != 0 AND isfinite(exact) AND isfinite(error)
        GROUP BY ALL ORDER BY ALL""",
        {"methods": methods},
    )


def by_estimate(source: Source) -> list[Record]:
    """Error against the method's own estimate of it, both relative and in unit roundoffs, in bins as `by_condition`."""
    return source.rows(
        f"""SELECT {_bin(f"estimate / abs(exact) / ({_ROUNDOFF})", ERROR_DECADES)} AS estimate,
            {_bin(f"error / abs(exact) / ({_ROUNDOFF})", ERROR_DECADES)} AS error, count(*) AS n
        FROM observations WHERE {_MEASURED} AND estimate > 0 AND isfinite(estimate) AND error > 0 AND isfinite(error)
            AND exact != 0 AND isfinite(exact)
        GROUP BY ALL ORDER BY ALL"""
    )


def worst(source: Source, each: int) -> list[Record]:
    """The `each` rows of every pair of rule and method that lost most bits, worst first."""
    fields = ("lost_bits", "ulps", "claim", "point", "side", "dtype", "computed", "exact", "condition", "verdict", "kind")
    row = ", ".join(f"'{name}': {name}" for name in fields)
    cells = source.rows(
        f"""SELECT rule, method, max({{{row}}}, {each}) AS worst FROM observations WHERE {_MEASURED}
        GROUP BY ALL ORDER BY rule, method"""
    )
    return [{"rule": cell["rule"], "method": cell["method"], **row} for cell in cells for row in cell["worst"]]


def points_beyond_rounding(source: Source) -> int:
    """How many measured rows lost a bit or more."""
    return int(source.rows(f"SELECT count(*) AS n FROM observations WHERE {_MEASURED} AND lost_bits >= 1")[0]["n"])


def _quantiles(source: Source, tables: str, keys: dict[str, str], methods: list[str] | None) -> list[Record]:
    """Median, 99th percentile and worst of lost bits for each value of `keys` (name: SQL), through a histogram."""
    chosen = "" if methods is None else " AND list_contains($methods, method)"
    columns = ", ".join(f"{sql} AS {name}" for name, sql in keys.items())
    names = ", ".join(keys)
    return source.rows(
        f"""WITH histogram AS (
            SELECT {columns}, CAST(round(lost_bits * {_PER_BIT}) AS INTEGER) AS bin, count(*) AS n, max(lost_bits) AS top
            {tables}{chosen} GROUP BY ALL),
        running AS (SELECT *, sum(n) OVER (PARTITION BY {names} ORDER BY bin) AS upto,
            sum(n) OVER (PARTITION BY {names}) AS total FROM histogram)
        SELECT {names}, CAST(any_value(total) AS BIGINT) AS n,
            least(min(bin) FILTER (upto >= 0.5 * total) / {_PER_BIT}, max(top)) AS median,
            least(min(bin) FILTER (upto >= 0.99 * total) / {_PER_BIT}, max(top)) AS p99, max(top) AS worst
        FROM running GROUP BY {names} ORDER BY {names}""",
        {} if methods is None else {"methods": methods},
    )


def _bin(value: str, decades: tuple[int, int]) -> str:
    low, high = (decade * PER_DECADE for decade in decades)
    within = f"CAST(greatest(least(floor(log10({value}) * {PER_DECADE}), {high}), {low}) AS INTEGER)"
    return f"CASE WHEN {value} > 0 THEN {within} ELSE {low} END"  # a ratio may underflow to 0
