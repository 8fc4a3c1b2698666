// A process behind two pipes.
#include "bench/cpu/driver.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "bench/cpu/roles.h"
#include "core/error.h"

namespace normaudit::bench::cpu {

Driver::Driver(const std::string& command) {
  int to[2];
  int from[2];
  if (pipe(to) != 0 || pipe(from) != 0) throw std::runtime_error("a pipe could not be made");
  signal(SIGPIPE, SIG_IGN);  // a process that ended shows in its answer
  process_ = fork();
  if (process_ < 0) throw std::runtime_error("a process could not be made");
  if (process_ == 0) {
    dup2(to[0], STDIN_FILENO);
    dup2(from[1], STDOUT_FILENO);
    for (int each : {to[0], to[1], from[0], from[1]}) close(each);
    execl("/bin/sh", "sh", "-c", ("exec " + command).c_str(), static_cast<char*>(nullptr));
    std::_Exit(127);
  }
  close(to[0]);
  close(from[1]);
  questions_ = to[1];
  answers_ = fdopen(from[0], "r");
  try {
    greeting_ = ask({{"hello", 1}});
    if (!greeting_.at("peers").is_object()) throw std::runtime_error("its peers are no object");
  } catch (const std::exception& error) {
    throw InputError("the process '" + command + "' does not greet: " + error.what());
  }
}

Driver::~Driver() {
  close(questions_);  // the end of its input ends it
  std::fclose(answers_);
  waitpid(process_, nullptr, 0);
}

nlohmann::json Driver::ask(const nlohmann::json& question) {
  const std::string line = question.dump() + "\n";
  if (write(questions_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    throw std::runtime_error("the process of the peers has ended");
  }
  char* text = nullptr;
  std::size_t room = 0;
  const ssize_t length = getline(&text, &room, answers_);
  const std::string answer(text, length > 0 ? static_cast<std::size_t>(length) : 0);
  std::free(text);
  if (answer.empty()) throw std::runtime_error("the process of the peers has ended");
  nlohmann::json result = nlohmann::json::parse(answer);
  if (result.contains("error")) throw std::runtime_error(result.at("error").get<std::string>());
  return result;
}

std::vector<Contender> Driver::contenders(const Case& timed) { return prepare(timed, ""); }

std::vector<Contender> Driver::answering(const Stage& stage) {
  if (exchange_ == nullptr) exchange_ = std::make_unique<const Exchange>();
  for (Role role : read_roles(stage.timed.problem)) exchange_->write(stage, role);
  std::vector<Contender> contenders = prepare(stage.timed, exchange_->folder());
  for (Contender& each : contenders) {
    each.deliver = [this, stage, name = each.name] {
      const nlohmann::json answer = ask({{"answers", name}});
      for (const nlohmann::json& role : answer.at("written")) {
        exchange_->read(stage, parse_role(role.get<std::string>()));
      }
    };
  }
  return contenders;
}

std::vector<Contender> Driver::prepare(const Case& timed, const std::string& folder) {
  const Problem& problem = timed.problem;
  const nlohmann::json answer = ask({{"pass", to_string(problem.pass)},
                                     {"layout", to_string(problem.layout)},
                                     {"shape", problem.shape.extents()},
                                     {"eps", problem.eps},
                                     {"threads", timed.threads},
                                     {"folder", folder}});
  std::vector<Contender> contenders;
  for (const nlohmann::json& each : answer.at("contenders")) {
    const auto name = each.get<std::string>();
    contenders.push_back(
        {.name = name,
         .kind = Kind::kPeer,
         .needs_quiet = true,
         .answers_in_arrays = false,
         .sample = [this, name](int calls) {
           return ask({{"sample", name}, {"calls", calls}}).at("seconds").get<double>();
         }});
  }
  return contenders;
}

}  // namespace normaudit::bench::cpu
