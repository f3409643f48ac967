"""Load files as they were delivered into a landing folder of typed, validated records."""
