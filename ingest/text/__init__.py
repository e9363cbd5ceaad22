"""Text as its author wrote it: its lines and the numbers at their heads, rows of tables, contents pages, noise."""
