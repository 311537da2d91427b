"""What every practice stands on: records, activities, lifecycles, priority, calendars, clocks."""
