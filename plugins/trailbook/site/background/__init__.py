"""The trail's share of a build, in a process beside it."""
