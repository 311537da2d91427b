"""What problems have beyond every record: proposals, known errors, and whether the fix helped."""
