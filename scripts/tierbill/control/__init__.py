"""Control of credit: which events hold, judged one after the other (rules 9.1, 9.2)."""
