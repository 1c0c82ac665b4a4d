"""The demo district: everything in it is invented but the names of territories."""
