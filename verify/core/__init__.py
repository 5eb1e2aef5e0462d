"""What everything shares: expressions, domains, claims, verdicts, observations, budgets, errors. Standard library only."""
