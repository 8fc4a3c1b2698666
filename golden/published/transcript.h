#pragma once
// What one article prints, cut out of it by line number: named blocks of verbatim lines.

#include <filesystem>
#include <string>
#include <vector>

#include "golden/published/printed_tensor.h"

namespace normaudit::golden {

/// Lines of an article that print one tensor, one number or one statement.
struct Block {
  std::string name;       ///< "x", "running_mean", "text.std", ...
  std::int64_t cell = 0;  ///< of a notebook; 0 in an article
  std::int64_t line = 0;  ///< of its first line, from 1
  std::string text;       ///< the lines as they stand in the article, each with its newline
};

struct Transcript {
  std::string article;  ///< file name of the source
  std::string sha256;   ///< of the source's bytes
  std::vector<Block> blocks;

  const Block* find(std::int64_t cell, std::string_view name) const;
  /// Throws InputError naming article, cell and block.
  const Block& at(std::int64_t cell, std::string_view name) const;
  PrintedTensor tensor(std::int64_t cell, std::string_view name) const;
  /// Every number of the tensor as the float32 numbers that print so.
  std::vector<Range> ranges(std::int64_t cell, std::string_view name) const;
  /// The number behind "NAME=", "NAME: " or "'NAME': " in a block's text.
  double named_number(std::int64_t cell, std::string_view block, std::string_view name) const;

 private:
  std::string field(std::int64_t cell, std::string_view name) const;
};

/// Throws InputError naming file and line.
Transcript read_transcript(const std::filesystem::path& file);

/// Every transcript of the folder, by name.
std::vector<Transcript> read_transcripts(const std::filesystem::path& folder);

/// One sentence for each way in which the transcript is not the article: its digest, and each block
/// that stands at its line in other characters.
std::vector<std::string> differences_from(const Transcript& transcript,
                                          const std::filesystem::path& article);

}  // namespace normaudit::golden
