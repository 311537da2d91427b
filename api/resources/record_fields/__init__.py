"""Fields that an organisation declares for its records."""
