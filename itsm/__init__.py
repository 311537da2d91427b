"""IT service management on the graph: one practice a file, over the kernel of records, activities and clocks."""
