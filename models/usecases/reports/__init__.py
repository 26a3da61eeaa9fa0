"""What comes in by itself: from people outside, and from a customer's programs (I)."""
