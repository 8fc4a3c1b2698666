// Exports hold the same numbers as the archives.
#include "golden/export.h"

#include <gtest/gtest.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/hazard.h"
#include "core/number_text.h"
#include "files/atomic_file.h"
#include "files/npz.h"
#include "tests/golden/folder_fixture.h"

namespace normaudit::golden {
namespace {

constexpr const char* kFamily = "benign";

Export request_for(const TemporaryFolder& folder, ExportFormat format) {
  return {.data_folder = committed_data(),
          .out_folder = folder.path(),
          .selection = {.family = kFamily},
          .format = format};
}

TEST(Export, CsvHoldsTheHexFloatsOfEveryNumber) {
  const TemporaryFolder folder;
  const auto written = export_golden(request_for(folder, ExportFormat::kCsv));
  ASSERT_EQ(written.size(), 1U);

  const std::string text = files::read_text(written[0]);

  const Problem problem = Registry<Family>::instance().find(kFamily)->problems().front();
  const Tensors inputs = make_inputs(problem);
  EXPECT_TRUE(text.starts_with("problem,array,index,hex,decimal\n0,x,0," +
                               hex(inputs.at(Role::kX).get(0)) + ","));
  EXPECT_NE(text.find("\n0,weight,3," + hex(inputs.at(Role::kWeight).get(3)) + ","),
            std::string::npos);
}

TEST(Export, SafetensorsHoldsTheBytesOfTheArchive) {
  const TemporaryFolder folder;
  const auto written = export_golden(request_for(folder, ExportFormat::kSafetensors));
  ASSERT_EQ(written.size(), 1U);

  const std::vector<std::byte> file = files::read_file(written[0]);
  std::uint64_t size = 0;
  std::memcpy(&size, file.data(), sizeof(size));
  const std::string header(reinterpret_cast<const char*>(file.data()) + 8, size);
  const auto json = nlohmann::json::parse(header);

  const files::NpzArrays arrays =
      files::read_npz(committed_data() / (std::string(kFamily) + ".npz"));
  EXPECT_EQ(json.size(), arrays.size() + 1);  // and the metadata
  for (const files::NpzEntry& entry : arrays) {
    SCOPED_TRACE(entry.name);
    const auto& facts = json.at(entry.name);
    EXPECT_EQ(facts.at("shape").get<std::vector<std::int64_t>>(), entry.array.shape);
    const auto begin = 8 + size + facts.at("data_offsets")[0].get<std::size_t>();
    const auto end = 8 + size + facts.at("data_offsets")[1].get<std::size_t>();
    ASSERT_LE(end, file.size());
    EXPECT_TRUE(std::equal(file.begin() + static_cast<std::ptrdiff_t>(begin),
                           file.begin() + static_cast<std::ptrdiff_t>(end),
                           entry.array.bytes.begin(), entry.array.bytes.end()));
  }
  // bfloat16 keeps its name here, which an archive cannot say.
  EXPECT_EQ(json.at("003.x").at("dtype"), "BF16");
}

TEST(Export, NpzWritesOneCasePerProblem) {
  const TemporaryFolder folder;
  const auto written = export_golden(request_for(folder, ExportFormat::kNpz));
  ASSERT_EQ(written.size(), Registry<Family>::instance().find(kFamily)->problems().size());

  const files::NpzArrays arrays = files::read_npz(written[0]);

  for (const char* name : {"x", "weight", "bias", "running_mean", "running_mean_hi", "y", "y_lo"}) {
    EXPECT_NE(files::find_array(arrays, name), nullptr) << name;
  }
}

TEST(Export, RefusesAnUnknownFormat) { EXPECT_THROW(parse_export_format("pdf"), InputError); }

TEST(Export, RefusesAFolderWithoutData) {
  const TemporaryFolder folder;
  Export request = request_for(folder, ExportFormat::kCsv);
  request.data_folder = folder.path();

  EXPECT_THROW(export_golden(request), InputError);
}

}  // namespace
}  // namespace normaudit::golden
