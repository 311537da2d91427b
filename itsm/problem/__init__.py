"""Problems: the cause behind incidents, found, worked around, and removed."""
