"""How reliable a service is: its minimal cut sets, its availability."""
