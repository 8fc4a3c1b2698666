// The golden data of the selected families: a queue of problems and a few threads.
#include "golden/in_memory.h"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "golden/manifest.h"

namespace normaudit::golden {
namespace {

struct Task {
  const Family* family;
  std::size_t index;
  Problem problem;
};

std::vector<Task> tasks_of(const std::vector<const Family*>& families) {
  std::vector<Task> tasks;
  for (const Family* family : families) {
    std::size_t index = 0;
    for (Problem& problem : family->problems())
      tasks.push_back({family, index++, std::move(problem)});
  }
  return tasks;
}

// Results stand in the order of the tasks, whichever thread makes them.
std::vector<StoredProblem> run_tasks(const std::vector<Task>& tasks, int threads) {
  std::vector<StoredProblem> results(tasks.size());
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto work = [&] {
    for (std::size_t i = next++; i < tasks.size(); i = next++) {
      try {
        results[i] = store(tasks[i].problem, tasks[i].family->storage, tasks[i].index);
      } catch (...) {
        const std::lock_guard lock(failure_mutex);
        if (!failure) failure = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (int t = 1; t < threads; ++t) helpers.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
  return results;
}

}  // namespace

std::vector<GeneratedFamily> generate_in_memory(const Selection& selection) {
  const std::vector<const Family*> families = selected_families(selection);
  const std::vector<Task> tasks = tasks_of(families);
  std::vector<StoredProblem> results = run_tasks(tasks, selection.threads);
  std::vector<GeneratedFamily> generated;
  for (const Family* family : families) {
    generated.push_back({.family = family, .arrays = {}, .entry = family_head(*family)});
    generated.back().entry["problems"] = files::Json::array();
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      if (tasks[i].family != family) continue;
      generated.back().entry["problems"].push_back(std::move(results[i].record));
      for (files::NpzEntry& array : results[i].arrays) {
        generated.back().arrays.push_back(std::move(array));
      }
    }
  }
  return generated;
}

}  // namespace normaudit::golden
