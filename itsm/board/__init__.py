"""The change advisory board: its meetings, their agenda, who speaks, what was decided, and the minutes that stay."""
