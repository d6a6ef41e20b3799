"""What came of incidents and exercises: the commits that answer them, their actions, and what moved the risk."""
