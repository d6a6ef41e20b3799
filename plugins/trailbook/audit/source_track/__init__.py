"""Which level of the SLSA Source track a history shows, requirement by requirement.

- ``requirements``  what the published track asks for
- ``agreement``  since when every change of a branch was agreed to by somebody else, and what shows it
- ``judges``  what shows that a commit meets each requirement, one judge for each
- ``assessment``  each requirement for a branch and for each release, with the evidence
- ``summary``  the outcome as a verification summary attestation
"""
