"""Changes: a branch of the graph with a window, judged on facts, carried out, merged, and looked back upon."""
