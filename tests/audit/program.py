"""Runs the program under test and holds it to its promises about exit status, stderr and files."""

import os
import subprocess
import sys
import tempfile
import unittest

BINARY = None


def main():
    """unittest.main for a script whose first argument is the program."""
    global BINARY
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        sys.exit(f"usage: {os.path.basename(sys.argv[0])} BINARY [unittest options]")
    BINARY = os.path.abspath(sys.argv.pop(1))
    unittest.main(module="__main__", verbosity=2)


class ProgramTest(unittest.TestCase):
    """Every test has a folder of its own, which ends up empty but for what the test put there."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="normaudit-cli-")
        self.addCleanup(holder.cleanup)
        self.folder = holder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, data):
        with open(self.path(name), "wb") as file:
            file.write(data)
        return self.path(name)

    def run_program(self, *arguments, environment=None):
        return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=250,
                              stdin=subprocess.DEVNULL, env={**os.environ, **(environment or {})})

    def expect(self, code, *arguments):
        """The finished program; fails unless it exits with the code."""
        done = self.run_program(*arguments)
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}{done.stderr}")
        return done

    def refuse(self, mentions, *arguments):
        """Exit 3, one sentence on stderr that mentions each of the words, no new file."""
        before = sorted(os.listdir(self.folder))
        done = self.expect(3, *arguments)
        self.assertRegex(done.stderr, r"\Anormaudit: [^\n]+\n\Z")
        for word in mentions:
            self.assertIn(word, done.stderr)
        self.assertEqual(sorted(os.listdir(self.folder)), before)
        return done
