"""Events: what monitoring says, matched to CIs, counted, and grouped by common cause before anybody is woken."""
