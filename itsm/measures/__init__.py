"""Measures: one definition each, over columns of all records, down to the records behind each figure.

They stand on the practices and are no practice themselves: nothing imports them but the command line and the API.
"""
