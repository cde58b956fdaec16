"""The bench: problems, competitors, studies, and what they show; `clusterflex bench` runs it."""
