"""The `pobot` command."""


def main() -> None:
    """Run the command line."""
