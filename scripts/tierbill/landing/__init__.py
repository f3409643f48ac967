"""The landing folder: its files, its ledger, its lock. Loads write it, builds read it."""
