"""What is computed of a förbund, once for each revision: nothing here can't be thrown away."""
