"""An e-mail driven purchase order bot for a billing inbox."""
