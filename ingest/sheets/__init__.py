"""What the reader of spreadsheets adds to its library: percentages, and the records of old workbooks."""
