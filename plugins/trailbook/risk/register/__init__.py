"""The risk register: each threat once, what is above the appetite, what is done about it, and what is covered."""
