"""The catalogue: what can be asked for, and the tasks of what was."""
