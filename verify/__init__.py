"""Decides whether derivatives, gradients and integrals computed by a program are right."""
