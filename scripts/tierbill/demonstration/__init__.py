"""The demonstration: one bill told line by line, and a landing folder to try things on."""
