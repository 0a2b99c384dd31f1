#include "tests/model/proof/deadlines.h"

namespace stalemate::model {

std::vector<DeadlineCode*> deadlines_of(RestState& state) {
  std::vector<DeadlineCode*> all;
  for_each_deadline(state, [&all](DeadlineCode& code) { all.push_back(&code); });
  return all;
}

}  // namespace stalemate::model
