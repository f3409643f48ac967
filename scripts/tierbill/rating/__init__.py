"""The rating steps that SQL cannot say well: drawing money or usage down in sequence."""
