"""HTTP text to clean values, one noun per file."""
