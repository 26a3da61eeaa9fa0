"""The desk's figures of a quarter, from its statements, clocks and rotations."""
