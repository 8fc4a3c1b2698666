"""What `normaudit published` answers: published_test.py BINARY."""

import json
import os
import shutil
import sys

sys.dont_write_bytecode = True

import program  # noqa: E402

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "golden", "published")


class Published(program.ProgramTest):
    def records(self):
        lines = self.expect(0, "published", "--json").stdout.splitlines()
        return [json.loads(line) for line in lines]

    def test_records_are_the_rows_of_the_tables(self):
        text = self.expect(0, "published").stdout
        records = self.records()
        self.assertEqual({r["kind"] for r in records}, {"claim", "optimizer_step"})
        for record in records:
            if record["kind"] == "claim":
                place = f"cell {record['cell']}" if record["cell"] else f"line {record['line']}"
                self.assertRegex(text, rf"\n{record['verdict']} +{place} +\S")
        self.assertEqual({r["verdict"] for r in records if r["kind"] == "claim"},
                         {"holds", "consistent", "refuted", "vacuous"})

    def test_the_version_without_signs_is_the_refuted_one(self):
        tables = {r["article"][:3]: r["verdict"] for r in self.records()
                  if r["kind"] == "claim" and r["claim"].startswith("one x explains")}
        self.assertEqual(tables, {"000": "refuted", "002": "consistent", "003": "consistent"})

    def test_witnesses_are_printed_when_asked_for(self):
        self.assertNotIn("channel 9: x ", self.expect(0, "published").stdout)
        text = self.expect(0, "published", "--witnesses").stdout
        # float32 numbers that print as 692.7631, 321.2602 and -161.7669
        self.assertRegex(text, r"\n[^\n]*, channel 9: x 692\.7630\d+ 321\.2601\d+ -161\.7669\d+\n")

    def test_articles_are_compared(self):
        self.refuse(["000_9f11ac4ee8cdbc1f.txt"], "published", "--articles", self.folder)
        for name in os.listdir(FOLDER):
            if name.endswith(".txt"):  # a transcript is not its article
                shutil.copy(os.path.join(FOLDER, name), self.path(name))
        text = self.expect(1, "published", "--articles", self.folder).stdout
        self.assertIn("is not the file that was transcribed", text)
        self.assertIn("5 articles, ", text)

    def test_an_audit_with_a_selection_leaves_the_articles_out(self):
        text = self.expect(0, "audit", "--out", self.path("out"), "--families", "benign",
                           "--backends", "two_pass").stdout
        self.assertNotIn("source articles", text)


if __name__ == "__main__":
    program.main()
