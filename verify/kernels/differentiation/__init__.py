"""Methods for the derivative by one variable, one a file."""
