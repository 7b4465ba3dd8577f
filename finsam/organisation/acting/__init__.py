"""An acting förbundschef: appointed by the chair or the förbundschef, for a time that ends by itself."""
