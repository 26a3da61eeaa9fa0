"""What customers read, in every language at once: the one catalogue of it.

It is chosen by the customer's language, whatever language somebody writes to the desk. Where it is
not known whose people read, it is said in every language.
"""
