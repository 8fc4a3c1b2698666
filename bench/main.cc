// normaudit_bench: both paths of the reference beside double, multiprecision and the machine's
// bandwidth, in one run.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bench/contender.h"
#include "bench/environment.h"

namespace normaudit::bench {
namespace {

void print(const std::vector<Timing>& timings) {
  std::printf("%-8s %-34s %9s %9s %9s %9s %7s %7s %6s\n", "pass", "contender", "elements",
              "median ns", "least ns", "cpu ns", "ratio", "cpu", "GB/s");
  for (const Timing& each : timings) {
    const Contender& contender = *each.contender;
    std::printf("%-8s %-34s %9lld %9.3f %9.3f %9.3f ", contender.pass.c_str(),
                contender.name.c_str(), static_cast<long long>(contender.elements), each.median_ns,
                each.least_ns, each.cpu_ns);
    if (each.ratio > 0) {
      std::printf("%7.3f %7.3f\n", each.ratio, each.cpu_ratio);
    } else {
      std::printf("%7s %7s %6.1f\n", "", "", contender.bytes_per_element / each.median_ns);
    }
  }
}

nlohmann::json record(const Timing& timing) {
  const Contender& contender = *timing.contender;
  nlohmann::json result{{"pass", contender.pass},
                        {"contender", contender.name},
                        {"elements", contender.elements},
                        {"median_ns_per_element", timing.median_ns},
                        {"least_ns_per_element", timing.least_ns},
                        {"cpu_ns_per_element", timing.cpu_ns}};
  if (timing.ratio > 0) {
    result["ratio_to_plain"] = timing.ratio;
    result["cpu_ratio_to_plain"] = timing.cpu_ratio;
  }
  if (contender.bytes_per_element > 0) {
    result["gigabytes_per_second"] = contender.bytes_per_element / timing.median_ns;
  }
  return result;
}

struct Options {
  std::int64_t elements = 1000000;
  int rounds = 15;
  int threads = 2;
  bool large = false;
  std::string out;
};

void append(std::vector<Contender>& to, std::vector<Contender> from) {
  for (Contender& each : from) to.push_back(std::move(each));
}

int run(const Options& options) {
  const Size size =
      options.large ? Size{{256, 64, {112, 112}}, false} : Size{{1, 1, {options.elements}}, true};
  Data data = make_data(size);
  std::vector<Contender> contenders;
  append(contenders, plain_contenders(data));
  append(contenders, vectorised_contenders(data));
  append(contenders, oracle_contenders(data, options.threads));
  append(contenders, multiprecision_contenders(data));
  append(contenders, copy_contenders(data));
  std::stable_sort(contenders.begin(), contenders.end(), [](const auto& a, const auto& b) {
    return std::string_view(a.pass) > std::string_view(b.pass);
  });
  const std::vector<Timing> timings = measure(contenders, options.rounds);
  std::printf("%s, %s\n", cpu_model().c_str(), compiler().c_str());
  print(timings);
  if (options.out.empty()) return 0;
  nlohmann::json json{{"schema", 1},
                      {"machine", cpu_model()},
                      {"compiler", compiler()},
                      {"date", today()},
                      {"shape", data.forward.shape.extents()},
                      {"rounds", options.rounds},
                      {"ratio_of", kPlain},
                      {"timings", nlohmann::json::array()}};
  for (const Timing& each : timings) json["timings"].push_back(record(each));
  std::ofstream file(options.out);
  file << json.dump(1) << '\n';
  if (!file) {
    std::fprintf(stderr, "normaudit_bench: cannot write %s\n", options.out.c_str());
    return 3;
  }
  return 0;
}

}  // namespace
}  // namespace normaudit::bench

int main(int argc, char** argv) {
  CLI::App app{"Speed of the reference beside other arithmetics, in turn, in one run."};
  normaudit::bench::Options options;
  app.add_option("--elements", options.elements, "Elements of the one channel")
      ->check(CLI::Range(std::int64_t{1000}, std::int64_t{1} << 28));
  app.add_option("--rounds", options.rounds, "Rounds of which the median is taken")
      ->check(CLI::Range(1, 10000));
  app.add_option("--threads", options.threads, "Threads of the contender that has several")
      ->check(CLI::Range(1, 1024));
  app.add_flag("--large", options.large, "256x64x112x112, forward only: about 4.5 GB of memory");
  app.add_option("--out", options.out, "Also write the result as JSON to this file");
  CLI11_PARSE(app, argc, argv);
  return normaudit::bench::run(options);
}
