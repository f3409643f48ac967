"""Look into a published warehouse from the terminal."""
