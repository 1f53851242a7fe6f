"""`python -m bot` is `pobot`."""

from bot.cli import main

if __name__ == "__main__":
    main(prog_name="pobot")
