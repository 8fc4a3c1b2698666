#pragma once
// The NIST Statistical Reference Datasets for univariate statistics: decimals with certified mean
// and standard deviation, the golden family that nobody here computed.

#include <filesystem>
#include <string>
#include <vector>

namespace normaudit::golden {

struct NistDataset {
  std::string name;
  std::string mean;                ///< as certified, in decimal
  std::string standard_deviation;  ///< of a sample: divided by n - 1
  bool exact = false;              ///< certified exactly, not rounded to the digits shown
  std::vector<std::string> decimals;
};

/// The nine names.
const std::vector<std::string>& nist_names();

/// Reads FOLDER/NAME.txt. Throws InputError naming file and line.
NistDataset read_nist(const std::filesystem::path& folder, const std::string& name);

/// Each decimal correctly rounded to float64.
std::vector<double> encoded(const NistDataset& dataset);

/// Where the exact statistic of the encoded numbers must lie.
struct NistRange {
  double low;
  double high;
};

NistRange mean_range(const NistDataset& dataset);
/// Of the unbiased variance.
NistRange variance_range(const NistDataset& dataset);

/// One sentence for each statistic that the oracle puts outside its range, and for each dataset
/// that cannot be read; none is good.
std::vector<std::string> check_nist(const std::filesystem::path& folder);

}  // namespace normaudit::golden
