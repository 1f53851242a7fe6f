"""What the formats of electronic orders mean, a module each: `xmlorder` and `edi` read by them."""
