"""Figures to judge the product by: pure metric functions, and the runs that feed them."""
