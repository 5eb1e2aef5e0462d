"""Random expressions, operands and points; the textbook catalogue; Hypothesis strategies of the same grammar."""

from __future__ import annotations

from verify.generators.chooser import Chooser, HypothesisChooser, SeededChooser
from verify.generators.grammar import Grammar, draw
from verify.generators.operands import BOXES, Drawn, draw_box, draw_operands
from verify.generators.points import SOURCES, draw_points

__all__ = [
    "BOXES",
    "SOURCES",
    "Chooser",
    "Drawn",
    "Grammar",
    "HypothesisChooser",
    "SeededChooser",
    "draw",
    "draw_box",
    "draw_operands",
    "draw_points",
]
