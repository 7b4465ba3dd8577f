"""What tests of follow-up share."""

from tests.plans.conftest import plan

__all__ = ["plan"]
