"""Accuracy and speed, run by hand, one table each. They read ../shared and say so where it is absent."""
