#pragma once
// Small changes of a problem, of its written-out numbers or of its fields, for a search.

#include "core/problem.h"
#include "core/random.h"

namespace normaudit::properties {

/// The problem with at most 16 elements and every array's numbers written out, as its hazard and
/// seed made them.
Problem written_out_part(Problem problem);

/// Another format of the data; parameters and statistics follow where they had the same.
/// Written-out numbers are rounded to theirs.
void set_data_dtype(Problem& problem, Dtype dtype);

/// Changes one written-out number: flips a bit of its significand, moves it half-way to another of
/// its array, multiplies it by 1 +- 2^-k, copies another, or turns its sign (not of a running
/// variance). Nothing where no number is written out.
void move_a_number(Problem& problem, Philox& words);

/// Takes one field, or those that belong together, from another problem. Written-out numbers are
/// left alone and keep their formats and counts.
void move_a_field(Problem& problem, const Problem& other, Philox& words);

}  // namespace normaudit::properties
