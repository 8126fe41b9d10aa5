"""Where HTTP lives: what is watched, and what it answers."""
