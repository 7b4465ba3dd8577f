"""An auditor's own notes, which are encrypted in her browser: what is stored here nobody can read, not the site either."""
