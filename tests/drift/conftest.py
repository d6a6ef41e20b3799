from tests.trail.conftest import repo

__all__ = ["repo"]
