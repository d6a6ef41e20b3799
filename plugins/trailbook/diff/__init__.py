"""What differs between two states of a knowledge base, in the records' own terms and for whoever has to agree to it."""
