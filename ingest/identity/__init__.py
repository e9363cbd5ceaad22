"""What a document says of itself and of others: issuers, dates, secrecy, whom it repeals, and if it is one at all."""
