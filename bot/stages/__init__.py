"""The steps a mail goes through. Pure functions: values in, values out."""
