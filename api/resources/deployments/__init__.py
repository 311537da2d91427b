"""Deployments: what pipelines tell, and what their versions would change in the graph."""
