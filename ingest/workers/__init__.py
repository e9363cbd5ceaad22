"""Worker processes that parse, their supervisor, and the frames they talk in."""
