"""The daily billing export: four streams of what was posted the day before, by channel."""
