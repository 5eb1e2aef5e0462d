"""Methods for definite integrals and for the slope of area functions, one a file."""
