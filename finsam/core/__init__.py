"""What everything stands on: tenancy, permissions, audit, pages for objects, values and text."""
