"""A resolved document as a Word file: true headings, tables and lists, for those who go on working in Word."""
