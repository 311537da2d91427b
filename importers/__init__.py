"""One small module a format, yielding observations as plain data."""
