"""What a party may see: its bills, the columns of them, the usage it was billed."""
