"""What releases have beyond every record: their package, their environments, their verification."""
