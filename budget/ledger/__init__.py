"""The books: what a bookkeeping system hands over, read, judged and told of."""
