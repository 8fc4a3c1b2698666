// Nothing hard: the numbers a first test would draw.
#include "core/hazard.h"

namespace normaudit {
namespace {

const bool kRegistered = register_entry(Hazard{
    .name = "benign",
    .sentence = "Mean 0.5 and variance 1 in every channel: what a first test would draw.",
    .fill = {},
});

}  // namespace
}  // namespace normaudit
