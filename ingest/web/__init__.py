"""What the reader of saved web pages knows of them: which part is the document, and what its elements show."""
