"""The portal: what people who are no agents see and do."""
