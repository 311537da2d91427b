"""Classes, relation types and lifecycles."""
