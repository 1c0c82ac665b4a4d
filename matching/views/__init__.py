"""Pages and acts of the walk from a sentence to a closed case, one noun per file."""
