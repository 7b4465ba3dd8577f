"""Whatever is posted to any form: what is sent, and what of an answer is wrong."""
