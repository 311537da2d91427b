"""On call: rotas, and who is on call by them."""
