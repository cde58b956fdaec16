"""How near to the exact front a search comes, and after how many designs."""
