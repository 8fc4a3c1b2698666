// Switching: one Boost.Context fiber for each CUDA thread that has started and not returned. Fibers
// switch to each other directly, and tell ASan and TSan about it.
#include <cfenv>
#include <exception>
#include <utility>

#include "cuda/simt/executor.h"
#include "cuda/simt/sanitizers.h"

namespace normaudit::cuda::simt {
namespace {

namespace context = boost::context;

#if defined(__SANITIZE_ADDRESS__)
void leave_stack(Carrier* from, const Carrier& to) {
  __sanitizer_start_switch_fiber(from ? &from->fake_stack : nullptr, to.bottom, to.size);
}
void enter_stack(Carrier& on, Carrier* unknown) {
  __sanitizer_finish_switch_fiber(on.fake_stack, unknown ? &unknown->bottom : nullptr,
                                  unknown ? &unknown->size : nullptr);
}
#else
void leave_stack(Carrier*, const Carrier&) {}
void enter_stack(Carrier&, Carrier*) {}
#endif

/// Gives Boost a stack that it does not own.
struct Lent {
  Stack stack;
  context::stack_context allocate() const {
    context::stack_context lent;
    lent.size = static_cast<std::size_t>(stack.top - stack.bottom);
    lent.sp = stack.top;
    return lent;
  }
  void deallocate(context::stack_context&) const noexcept {}
};

void resume(Grid& grid, Carrier& to) {
  Carrier& from = *grid.on;
  grid.previous = &from;
  grid.on = &to;
  tsan_switch(to.stack.tsan);
  leave_stack(&from, to);
  context::fiber arrived = std::move(to.self).resume();
  enter_stack(from, nullptr);
  if (arrived) grid.previous->self = std::move(arrived);
}

/// Runs the kernel for this thread.
void run(Grid& grid, Thread& thread) {
  bool returned = false;
  thread.wait = Wait::kNone;
  happens_after(grid.begun);
  try {
    ignore_end();
    grid.body.call(grid.body.closure);
    ignore_begin();
    returned = true;
  } catch (const Abort&) {
    ignore_begin();
  } catch (const std::exception& error) {
    ignore_begin();
    note(grid, describe(thread) + " threw: " + error.what());
  }
  happens_before(grid.done);
  thread.carrier = nullptr;
  if (returned) {
    finish(grid, thread);
  } else {
    thread.wait = Wait::kDone;
  }
}

context::fiber carry(Grid& grid, Carrier& self, context::fiber&& from) {
  // The first fiber to start is the one that learns where the launching thread's stack is.
  enter_stack(self, grid.previous == &grid.main ? &grid.main : nullptr);
  grid.previous->self = std::move(from);
  ignore_begin();
  while (!grid.ending) {
    run(grid, *self.thread);
    Thread* const next = grid.aborting ? nullptr : pick(grid);
    if (kReuse && next && !next->carrier) {  // no switch: the next thread takes this stack
      next->carrier = &self;
      self.thread = next;
      grid.running = next;
      current_thread = &next->variables;
      continue;
    }
    grid.parked.push_back(&self);
    switch_to(grid, next);
  }
  // A fiber has floating-point flags of its own; the launching thread's are to tell of all of them.
  grid.raised |= std::fetestexcept(FE_ALL_EXCEPT);
  ignore_end();
  grid.on = &grid.main;
  tsan_switch(grid.main.stack.tsan);
  leave_stack(nullptr, grid.main);
  return std::move(grid.main.self);
}

/// A fiber for a thread that starts.
Carrier& free_carrier(Grid& grid) {
  if (kReuse && !grid.parked.empty()) {
    Carrier& carrier = *grid.parked.back();
    grid.parked.pop_back();
    return carrier;
  }
  auto made = std::make_unique<Carrier>();
  Carrier& carrier = *made;
  carrier.stack = take_stack(grid);
  carrier.bottom = carrier.stack.bottom;
  carrier.size = static_cast<std::size_t>(carrier.stack.top - carrier.stack.bottom);
  carrier.self = context::fiber(
      std::allocator_arg, Lent{carrier.stack},
      [&grid, &carrier](context::fiber&& from) { return carry(grid, carrier, std::move(from)); });
  grid.carriers.push_back(std::move(made));
  return carrier;
}

}  // namespace

Stack take_stack(Grid& grid) {
  // A new TSan fiber starts after its maker: the maker is the launching thread.
  void* const now = grid.on->stack.tsan;
  tsan_switch(grid.main.stack.tsan);
  try {
    const Stack stack = grid.stacks.take();
    tsan_switch(now);
    return stack;
  } catch (...) {
    tsan_switch(now);
    throw;
  }
}

void switch_to(Grid& grid, Thread* thread) {
  if (thread && !thread->carrier) {
    try {
      thread->carrier = &free_carrier(grid);
      thread->carrier->thread = thread;
    } catch (const std::exception& error) {
      note(grid, error.what());
      thread = nullptr;
    }
  }
  grid.running = thread;
  current_thread = thread ? &thread->variables : nullptr;
  Carrier& to = thread ? *thread->carrier : grid.main;
  if (&to != grid.on) resume(grid, to);
}

void end_fibers(Grid& grid) {
  for (auto& cluster : grid.active) {
    for (auto& block : cluster->blocks) {
      for (Thread& thread : block->threads) {
        if (thread.carrier) switch_to(grid, &thread);  // unwinds: the grid is aborting
      }
    }
  }
  grid.ending = true;
  for (auto& carrier : grid.carriers) {
    resume(grid, *carrier);
    grid.stacks.give_back(carrier->stack);
  }
  for (const Stack& stack : grid.publishers) grid.stacks.give_back(stack);
}

}  // namespace normaudit::cuda::simt
