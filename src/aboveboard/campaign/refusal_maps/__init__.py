"""Data about the exports of other products: which of their columns say that somebody refused."""
