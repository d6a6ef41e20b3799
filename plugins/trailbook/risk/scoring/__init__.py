"""How risk is scored: by a matrix of likelihood and impact, or by the OWASP Risk Rating Methodology."""
