"""Where clients, engagements and invoices come from, and go back to."""
