-- Observations $first to $last of a run that looks like a real one: errors follow conditioning, methods differ in size.
-- Five numbers a .. e, uniform in [0, 1), are hashed from the row's number, so that the table is the same everywhere.
WITH drawn AS (
    SELECT range AS i, CAST(range % $instances AS INTEGER) AS instance,
        list_extract($methods, CAST((range // 7) % len($methods) AS INTEGER) + 1) AS m,
        hash(range * 8 + 1) / pow(2.0, 64) AS a, hash(range * 8 + 2) / pow(2.0, 64) AS b, hash(range * 8 + 3) / pow(2.0, 64) AS c,
        hash(range * 8 + 4) / pow(2.0, 64) AS d, hash(range * 8 + 5) / pow(2.0, 64) AS e
    FROM range($first, $last)),
shaped AS (
    SELECT *, m.name AS method, m.factor AS factor, pow(10.0, -1 + 13 * pow(c, 3)) AS condition,
        CASE WHEN b < 0.2 THEN 'float32' ELSE 'float64' END AS dtype,
        pow(2.0, CASE WHEN b < 0.2 THEN -24 ELSE -53 END) AS roundoff,
        (CASE WHEN d < 0.5 THEN -1 ELSE 1 END) * pow(2.0, 16 * a - 8) AS "at",
        (CASE WHEN a < 0.3 THEN -1 ELSE 1 END) * pow(10.0, 4 * d - 2) AS exact
    FROM drawn),
erred AS (
    SELECT *, abs(exact) * CASE WHEN e < 0.15 AND factor < 10 THEN 0.0
        ELSE least(1.0, roundoff * (0.4 * sqrt(condition) + 0.5) * factor * sqrt(-2 * ln(b / 2 + 0.01)) * e) END AS error
    FROM shaped),
judged AS (
    SELECT *, error / (abs(exact) * roundoff * 2) AS ulps,
        CASE WHEN a < 0.1 THEN 3 WHEN a < 0.13 THEN 4 WHEN a < 0.135 AND m.lossy THEN 1
            WHEN m.wrong AND a > 0.97 THEN 2 WHEN m.wrong AND a > 0.96 THEN 5 ELSE 0 END AS verdict
    FROM erred)
SELECT CAST(instance * $tasks // $instances AS INTEGER) AS task, instance,
    CASE WHEN i % 3 = 0 THEN 'assembled' ELSE 'whole' END AS side,
    list_extract($rules, instance % len($rules) + 1) AS rule,
    'diff(' || list_extract($texts, instance % len($texts) + 1) || ', x)' AS claim, 'derivative' AS quantity, 'x' AS wrt,
    method, dtype, 'x=' || "at" AS point, "at", 'real' AS source,
    exact + error AS computed, exact, 0.0 AS exact_low, 0.0 AS radius, error, ulps,
    greatest(0, least(53, log2(greatest(ulps, 1)))) AS lost_bits, error * 3 AS tight, error * 40 AS textbook, 0.0 AS truncation,
    CASE WHEN m.adaptive THEN error * pow(10.0, 3 * c - 0.2) ELSE 'nan' END AS estimate,
    CASE WHEN factor > 1000 THEN pow(2.0, -26) ELSE 'nan' END AS step, condition, verdict,
    CASE verdict WHEN 0 THEN 'none' WHEN 1 THEN 'formula' WHEN 2 THEN 'unexplained' WHEN 5 THEN 'not_finite'
        WHEN 4 THEN (CASE WHEN a < 0.11 THEN 'kink' ELSE 'domain' END)
        ELSE (CASE WHEN a < 0.05 THEN 'condition' ELSE 'wide' END) END AS kind
FROM judged
