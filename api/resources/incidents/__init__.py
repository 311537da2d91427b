"""What incidents have beyond every record: evidence, matching, escalation, major incidents."""
