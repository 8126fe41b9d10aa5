"""What happens when, and how to ask for it: the only Prefect code."""
