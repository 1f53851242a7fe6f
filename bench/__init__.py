"""Side-by-side measurements: `make bench`, or `python -m bench --help`. See docs/benchmarks.md."""
