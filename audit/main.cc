// The program `normaudit`.

#include "audit/program.h"

int main(int argc, char** argv) {
  return static_cast<int>(normaudit::audit::run_program(argc, argv));
}
