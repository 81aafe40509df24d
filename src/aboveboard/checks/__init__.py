"""Public kits that test whatever is plugged into a socket."""
