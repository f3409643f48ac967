"""What stops a conversion as a whole."""


class ConversionError(ValueError):
    """The file cannot be converted; the message names the file, the value and what to do."""
