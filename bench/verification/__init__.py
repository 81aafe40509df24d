"""The parts of `bench/verify.py`: each measures the verifier on one kind of public data."""
