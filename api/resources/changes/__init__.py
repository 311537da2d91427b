"""What changes have beside other records: a plan, a judgement, votes, windows, the schedule."""
