"""One module per media type: bytes of an attachment to text, run in a confined child."""
