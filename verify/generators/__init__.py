"""Random expressions, operands and points; the textbook catalogue; in `strategies`, Hypothesis's view of the same grammar."""

from __future__ import annotations

from verify.generators.catalogue import CATALOGUE, FAMILIES, PROCEDURES, Example, Procedure
from verify.generators.chooser import Chooser, SeededChooser
from verify.generators.grammar import Grammar, draw
from verify.generators.integrands import INTEGRANDS, DrawnIntegral, draw_integral
from verify.generators.invertible import inverse_of
from verify.generators.operands import BOXES, Drawn, draw_box, draw_operands
from verify.generators.points import SOURCES, SPECIAL, draw_points

__all__ = [
    "BOXES",
    "CATALOGUE",
    "FAMILIES",
    "INTEGRANDS",
    "PROCEDURES",
    "SOURCES",
    "SPECIAL",
    "Chooser",
    "Drawn",
    "DrawnIntegral",
    "Example",
    "Grammar",
    "Procedure",
    "SeededChooser",
    "draw",
    "draw_box",
    "draw_integral",
    "draw_operands",
    "draw_points",
    "inverse_of",
]
