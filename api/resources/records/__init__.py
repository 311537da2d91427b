"""Records of every practice: incidents, and whatever else the practices declare."""
