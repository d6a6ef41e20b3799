"""How much things matter: scores, levels and what is due."""
