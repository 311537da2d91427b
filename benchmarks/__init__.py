"""Side-by-side measurements: the same question to Faultline and to a peer, in one run, on one made-up estate.

``faultline bench`` runs `benchmarks.table.TABLE`. A figure counts only where both gave the same answer.
"""
