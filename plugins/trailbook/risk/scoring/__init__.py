"""How risk is scored: by matrix or by the OWASP Risk Rating."""
