"""The one error of the modules in this package; `rendered` turns it into `Permanent`."""


class Unrenderable(Exception):
    """The document cannot be this file: says what stands in the way."""
