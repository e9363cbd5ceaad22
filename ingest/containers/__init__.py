"""Files that hold others: compound files, letters of several parts, and what a file is by its first bytes."""
