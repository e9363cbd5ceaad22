"""The rules of the ledger: who must do what, how much and by when, in sentences and in tables that hand out tasks."""
