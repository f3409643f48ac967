"""What every capability shares: errors, the project, the input contract, published warehouses."""
