"""A second opinion on the oracle: exact batch norm in Python integers, written from the specification alone."""
