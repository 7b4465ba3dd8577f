"""What is acknowledged is there, and nothing is half: shown by killing the site while people write in it (`make kills`)."""
