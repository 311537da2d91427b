"""Whether outcomes of changes carry a probability, over HTTP."""
