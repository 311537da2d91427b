"""The configuration management database: model, rules, stores, queries and snapshots."""
