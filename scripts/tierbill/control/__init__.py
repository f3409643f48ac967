"""Control of credit: which allocations stay within their limits (rules 9.2)."""
