"""What golden/verify.py needs to re-verify the golden data: Python integers and the standard library alone."""
