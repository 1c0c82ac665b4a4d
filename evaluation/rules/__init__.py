"""Who may on this floor, one module a noun: a question, an answer with its reason."""
