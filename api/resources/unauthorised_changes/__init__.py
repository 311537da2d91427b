"""What unauthorised changes have beside other records: the edits, and the look that finds them."""
