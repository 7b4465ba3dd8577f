"""What every answer says to the browser: what a page may do, who may keep it, and when to come back."""
