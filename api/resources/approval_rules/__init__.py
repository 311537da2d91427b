"""Who must agree to a change, as rules over HTTP."""
