"""Speed and quality, measured; run by hand or by `make bench`, never by the suite."""
