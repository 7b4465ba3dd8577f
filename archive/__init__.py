"""What leaves the site and comes back: a year of a förbund as a package that stands on its own."""
