"""What readers say of a förslag: comments on its sections and figures, and the answers to them."""
