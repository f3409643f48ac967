"""What stops a conversion as a whole."""

from tierbill.shared.errors import Refused


class ConversionError(Refused):
    """The file cannot be converted; the message names the file, the value and what to do."""
