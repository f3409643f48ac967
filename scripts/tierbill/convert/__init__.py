"""Real files of other formats as datasets: AWS cost and usage reports, language-model requests."""
