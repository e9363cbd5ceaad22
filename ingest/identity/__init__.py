"""What a document says of itself and of others: issuers, dates, secrecy, repeals, and whether it is one at all."""
