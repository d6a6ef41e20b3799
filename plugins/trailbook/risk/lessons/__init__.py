"""What incidents taught: which controls answer them, and what moved since."""
