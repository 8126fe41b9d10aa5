"""What readers receive."""
