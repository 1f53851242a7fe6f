"""The main job with nothing to set up: sample ledger, sample mails, embedded servers."""
