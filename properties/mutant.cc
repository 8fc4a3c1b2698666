// Mutants as backends.
#include "properties/mutant.h"

#include "properties/oracle_backend.h"

namespace normaudit::mutants {

Backend as_backend(const Mutant& mutant) {
  const Backend& base = properties::find_subject(mutant.base);
  Backend result = base;
  result.name = mutant.name;
  result.sentence = mutant.sentence;
  result.source = mutant.source;
  result.run = [&base, run = mutant.run](const Problem& problem, const Tensors& inputs,
                                         Tensors& outputs) { run(base, problem, inputs, outputs); };
  return result;
}

}  // namespace normaudit::mutants
