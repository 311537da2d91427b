"""Availability as it was measured: outages of services, how long they lasted, how long it held between them."""
