"""Answers as bench/cpu/peers.py does, without timing anything."""

import json
import sys

for line in sys.stdin:
    question = json.loads(line)
    if "hello" in question:
        answer = {"peers": {"pretended": "1.0"}, "absent": {"another": "not there"}}
    elif question.get("sample") == "fails":
        answer = {"error": "failed on purpose"}
    elif "sample" in question:
        answer = {"seconds": 0.25 * question["calls"]}
    else:
        shape = ",".join(map(str, question["shape"]))
        name = f"pretended 1.0 for {question['pass']} {question['layout']} {shape} {question['threads']}"
        answer = {"contenders": [name, "fails"]}
    print(json.dumps(answer), flush=True)
