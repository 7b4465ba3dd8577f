"""How people sign in: by invitation, with a second step where their role writes, and from which places."""
