"""Lists, forms and pages for a kind of object, said once."""
