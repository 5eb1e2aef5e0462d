"""Signs and enclosures of the eigenvalues of a symmetric matrix of balls, multiple eigenvalues included.

An approximate eigenbasis Q, taken as exact, turns H into the nearly diagonal Q^T H Q with as many positive and negative
eigenvalues (Sylvester's law of inertia), each the product of one of H and a number between the extreme eigenvalues of Q^T Q
(Ostrowski). Gershgorin's discs enclose both. Horn and Johnson (2013), Matrix Analysis, 4.5 and 6.1.
"""

from __future__ import annotations

import numpy as np
from flint import arb, arb_mat

from verify.oracle.primitives import Ball

Matrix = list[list[Ball]]


def eigenvalues(matrix: Matrix) -> list[Ball]:
    """Enclosures of the eigenvalues in rising order of their midpoints; not finite where the matrix is not.

    Where k discs overlap, each of their union's k eigenvalues lies in the union, which stands for all of them.
    """
    if not all(entry.is_finite() for row in matrix for entry in row):
        return [arb.nan()] * len(matrix)
    _, basis = np.linalg.eigh(np.array([[float(entry) for entry in row] for row in matrix]))
    q = arb_mat(basis.tolist())
    discs = _joined(_discs((q.transpose() * arb_mat(matrix) * q).tolist()))
    stretch = _hull(_discs((q.transpose() * q).tolist()))
    if not stretch > 0:
        return [arb.nan()] * len(matrix)
    return [disc / stretch for disc in discs]


def _discs(matrix: Matrix) -> list[Ball]:
    """Gershgorin's intervals, by rows."""
    found = []
    for i, row in enumerate(matrix):
        radius = sum((abs(entry) for j, entry in enumerate(row) if j != i), arb(0))
        found.append(row[i] + radius.union(-radius))
    return found


def _joined(discs: list[Ball]) -> list[Ball]:
    """In rising order, with overlapping ones replaced by their union."""
    groups: list[list[Ball]] = []
    for disc in sorted(discs, key=lambda ball: float(ball.lower())):
        if groups and _hull(groups[-1]).overlaps(disc):
            groups[-1].append(disc)
        else:
            groups.append([disc])
    return [_hull(group) for group in groups for _ in group]


def _hull(balls: list[Ball]) -> Ball:
    total = balls[0]
    for ball in balls[1:]:
        total = total.union(ball)
    return total
