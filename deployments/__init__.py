"""The flows on schedule."""
