"""Knowledge: articles that help people to help themselves, and agents to help them."""
