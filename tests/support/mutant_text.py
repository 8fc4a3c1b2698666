"""Mistakes planted in source text, from *.mutant files: one sentence, `field: value` lines, find: and replace: texts."""
import pathlib
import sys


def refuse(sentence):
    sys.exit("mutate.py: " + sentence)


def read(path, fields, required):
    """A dictionary of name, sentence, find, replace and those of `fields` that the file gives."""
    path = pathlib.Path(path)
    head, found, rest = path.read_text().partition("find:\n")
    find, replaced, replace = rest.partition("replace:\n")
    if not found or not replaced:
        refuse(f"{path.name} has no find: and replace:")
    lines = head.strip().split("\n")
    mutant = {"name": path.stem, "sentence": lines[0], "find": find.strip("\n"), "replace": replace.strip("\n")}
    for line in lines[1:]:
        key, colon, value = line.partition(": ")
        if not colon or key not in fields:
            refuse(f"{path.name}: '{line}' is not one of {', '.join(fields)}")
        mutant[key] = value
    for field in required:
        if field not in mutant:
            refuse(f"{path.name} does not say {field}")
    return mutant


def planted(mutant, path, text):
    """The file's text with the mistake, where it is the one."""
    if path != mutant["file"]:
        return text
    # The first of several: what follows is unchanged.
    if mutant["find"] not in text:
        refuse(f"{mutant['name']}: {path} has no text '{mutant['find']}'")
    return text.replace(mutant["find"], mutant["replace"], 1)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def table(mutants, header, namespace, fields):
    """Source of text_mutants(), the list of those in `header`: name, sentence and `fields` as strings."""
    quoted = lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    rows = ["{" + ", ".join(quoted(mutant.get(key, "")) for key in ("name", "sentence", *fields)) + "},\n"
            for mutant in mutants]
    return (f'// Made by mutate.py.\n#include "{header}"\n\nnamespace {namespace} {{\n\n'
            "const std::vector<TextMutant>& text_mutants() {\n  static const std::vector<TextMutant> all{\n"
            + "".join(rows) + f"  }};\n  return all;\n}}\n\n}}  // namespace {namespace}\n")
