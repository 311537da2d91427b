"""Tables of records, made as files."""
