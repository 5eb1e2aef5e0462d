"""Why a number is inaccurate, where, on how small a case, and what to write instead."""

from __future__ import annotations

from verify.analysis.blame import Explanation, explain
from verify.analysis.conditioning import condition_number, diagnose, problem_or_algorithm
from verify.analysis.region import failing_region
from verify.analysis.remedy import Remedy, remedy, remedy_for
from verify.analysis.reproduce import reproduce
from verify.analysis.shrink import shrink, shrink_case, shrink_operands, shrink_point
from verify.analysis.steps import StepAdvice, step_advice

__all__ = [
    "Explanation",
    "Remedy",
    "StepAdvice",
    "condition_number",
    "diagnose",
    "explain",
    "failing_region",
    "problem_or_algorithm",
    "remedy",
    "remedy_for",
    "reproduce",
    "shrink",
    "shrink_case",
    "shrink_operands",
    "shrink_point",
    "step_advice",
]
