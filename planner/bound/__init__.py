"""How far from the best possible a front is: bounds that no design can pass."""
