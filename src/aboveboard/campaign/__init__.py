"""The only package that knows every room: one campaign from rows to receipts."""
