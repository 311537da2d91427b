"""Views of lists of records: kept, shared, the one that a list opens with."""
