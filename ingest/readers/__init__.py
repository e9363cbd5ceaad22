"""Readers: bytes of one file format → text. One module per format."""
