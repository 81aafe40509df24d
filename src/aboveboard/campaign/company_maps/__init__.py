"""Data about company registers: the columns of one that many use, and the words of many for legal forms."""
