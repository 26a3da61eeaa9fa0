"""What is said of what comes in by itself (I)."""
