"""Who is at the other end: accounts and their passwords, sessions, tokens, lock-out, the one-time set-up link."""
