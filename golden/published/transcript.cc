// Reading transcripts and holding them against the articles.
#include "golden/published/transcript.h"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "core/error.h"
#include "core/number_text.h"
#include "files/atomic_file.h"
#include "files/digest.h"
#include "files/text.h"

namespace normaudit::golden {
namespace {

struct Line {
  std::string key;
  std::string value;
};

Line split(const std::string& line) {
  const std::size_t blank = line.find(' ');
  if (blank == std::string::npos) return {line, {}};
  return {line.substr(0, blank), line.substr(blank + 1)};
}

void read_line(const std::string& line, const std::string& where, Transcript& transcript) {
  if (line.empty() || line.starts_with('#')) return;
  const auto [key, value] = split(line);
  const bool inside = !transcript.blocks.empty();
  if (line.starts_with('|') && inside) {
    transcript.blocks.back().text += line.substr(1) + '\n';
  } else if (key == "block") {
    transcript.blocks.push_back({.name = value, .cell = 0, .line = 0, .text = {}});
  } else if (key == "cell" && inside) {
    transcript.blocks.back().cell = parse_int(value, where);
  } else if (key == "line" && inside) {
    transcript.blocks.back().line = parse_int(value, where);
  } else if (key == "article" && !inside) {
    transcript.article = value;
  } else if (key == "sha256" && !inside) {
    transcript.sha256 = value;
  } else {
    throw InputError(where + ": unexpected " + files::in_quotes(line));
  }
}

}  // namespace

const Block* Transcript::find(std::int64_t cell, std::string_view name) const {
  const auto found = std::ranges::find_if(
      blocks, [&](const Block& block) { return block.cell == cell && block.name == name; });
  return found == blocks.end() ? nullptr : &*found;
}

std::string Transcript::field(std::int64_t cell, std::string_view name) const {
  return article + (cell > 0 ? ", cell " + std::to_string(cell) : "") + ": " + std::string(name);
}

const Block& Transcript::at(std::int64_t cell, std::string_view name) const {
  if (const Block* block = find(cell, name)) return *block;
  throw InputError(field(cell, name) + " is not transcribed");
}

PrintedTensor Transcript::tensor(std::int64_t cell, std::string_view name) const {
  return parse_tensor(at(cell, name).text, field(cell, name));
}

std::vector<Range> Transcript::ranges(std::int64_t cell, std::string_view name) const {
  return ranges_of(tensor(cell, name), Dtype::kFloat32, field(cell, name));
}

double Transcript::named_number(std::int64_t cell, std::string_view block,
                                std::string_view name) const {
  const std::string& text = at(cell, block).text;
  const std::string where = field(cell, block) + ": " + std::string(name);
  for (const char* separator : {"=", ": ", "': "}) {
    const std::string key = std::string(name) + separator;
    const std::size_t found = text.find(key);
    if (found == std::string::npos) continue;
    const std::size_t begin = found + key.size();
    return parse_double(text.substr(begin, text.find_first_of(",) \n}", begin) - begin), where);
  }
  throw InputError(where + " is not transcribed");
}

Transcript read_transcript(const std::filesystem::path& file) {
  Transcript transcript;
  std::istringstream text(files::read_text(file));
  std::int64_t number = 0;
  for (std::string line; std::getline(text, line);) {
    read_line(line, file.string() + ":" + std::to_string(++number), transcript);
  }
  for (const Block& block : transcript.blocks) {
    if (block.line < 1 || block.text.empty()) {
      throw InputError(file.string() + ": block " + block.name + " needs a line and its text");
    }
  }
  if (transcript.article != file.filename()) {
    throw InputError(file.string() + ": is of the article '" + transcript.article + "'");
  }
  return transcript;
}

std::vector<Transcript> read_transcripts(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path());
  }
  if (paths.empty()) throw InputError(folder.string() + ": holds no transcript");
  std::ranges::sort(paths);
  std::vector<Transcript> transcripts;
  for (const auto& path : paths) transcripts.push_back(read_transcript(path));
  return transcripts;
}

std::vector<std::string> differences_from(const Transcript& transcript,
                                          const std::filesystem::path& article) {
  std::vector<std::string> differences;
  const std::string text = files::read_text(article);
  if (files::sha256_hex(std::as_bytes(std::span(text))) != transcript.sha256) {
    differences.push_back(article.string() +
                          ": is not the file that was transcribed: its SHA-256 "
                          "differs");
  }
  std::vector<std::size_t> starts{0};
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
    starts.push_back(at + 1);
  }
  for (const Block& block : transcript.blocks) {
    const auto index = static_cast<std::size_t>(block.line - 1);
    const std::size_t start = index < starts.size() ? starts[index] : text.size();
    // The article's last line has no newline.
    if (!(text.substr(start) + '\n').starts_with(block.text)) {
      differences.push_back(article.string() + ":" + std::to_string(block.line) + ": block " +
                            block.name + " stands there in other characters");
    }
  }
  return differences;
}

}  // namespace normaudit::golden
