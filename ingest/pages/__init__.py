"""Printed pages of PDF and OFD: their characters by place, or recognised from a picture, made lines and paragraphs."""
