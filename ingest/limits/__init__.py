"""What reading a file may take and do: its memory and time, what it may swell to, and nothing fetched or run."""
