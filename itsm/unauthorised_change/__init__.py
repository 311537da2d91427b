"""Unauthorised changes: controlled attributes of CIs that were edited outside any change."""
