"""What people from outside do in the channel of their customer: they say, mark or press something.

They can do nothing else, and nothing elsewhere (I1).
"""
