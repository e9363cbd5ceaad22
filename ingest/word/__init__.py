"""What the reader of Word documents takes a .docx apart with: its package, styles, automatic numbers and fields."""
