"""What a picture shows: data flows, attacks, the estate, the links."""
