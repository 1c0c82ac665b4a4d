"""Every page of the house, opened by somebody whose page it is."""
