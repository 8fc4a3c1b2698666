#pragma once
// What the source articles claim, as text and as records: claim, source, verdict, and the number
// that decides it; then how far each backend moves weights that should rest.

#include <span>
#include <string>

#include "audit/published_rest.h"
#include "files/records.h"
#include "golden/published/claim.h"

namespace normaudit::audit {

/// At most 100 columns.
std::string render_claims(std::span<const golden::Claim> claims);
std::string render_rest(std::span<const RestRow> rows, const golden::Rmsprop& optimizer);

/// Both, of the transcripts that come with the program.
std::string published_section();

/// The witness of every channel that has one, as shortest decimals; empty where there is none.
std::string render_witnesses(const golden::Claim& claim);

/// audit/schema/claim.schema.json and audit/schema/optimizer_step.schema.json.
files::Json to_json(const golden::Claim& claim);
files::Json to_json(const RestRow& row);

}  // namespace normaudit::audit
