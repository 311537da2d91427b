"""Incidents: something does not work as agreed, and is made to work again."""
