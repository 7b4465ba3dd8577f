"""What there is to answer each question of the law by."""
