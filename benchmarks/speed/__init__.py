"""How fast designs are evaluated, and how that grows; every program prints, and writes CSV."""
