"""Deployments: what pipelines have brought where, as they tell of it."""
