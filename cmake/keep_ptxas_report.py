"""A compiler launcher: runs nvcc and keeps what `ptxas -v` says in OBJECT.ptxas instead of showing it.

keep_ptxas_report.py COMMAND..., which names its object by -o. Exit code and all other output are the command's.
"""

import re
import subprocess
import sys

# One entry of ptxas -v; the properties of a function are indented below its name.
REPORT = re.compile(r"ptxas info\s*:|^ +\d+ bytes (stack frame|cumulative)")

command = sys.argv[1:]
done = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace")
lines = done.stderr.splitlines(keepends=True)
sys.stderr.writelines(line for line in lines if not REPORT.search(line))
if done.returncode == 0 and "-o" in command:
    with open(command[command.index("-o") + 1] + ".ptxas", "w", encoding="utf-8") as report:
        report.writelines(line for line in lines if REPORT.search(line))
sys.exit(done.returncode)
