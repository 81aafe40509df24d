"""Makes the bytes of a message and puts it into the outbox."""
