"""Methods for the derivatives by all variables at once, one a file."""
