"""Ansvarsfrihet: from the signed årsredovisning to what each member decided."""
