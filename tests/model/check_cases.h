// A rapidcheck property as part of a Catch2 test.
#pragma once

#include <algorithm>
#include <sstream>

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace stalemate::model {

/// As many cases as the build can afford; a failure names how to see it again.
template <class Testable>
void check_cases(int cases, const Testable& testable) {
  rc::detail::TestParams params = rc::detail::configuration().testParams;
  params.maxSuccess = std::max(params.maxSuccess, cases);
  const auto result = rc::detail::checkTestable(testable, rc::detail::TestMetadata(), params);
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  if (!result.template is<rc::detail::SuccessResult>()) FAIL(text.str());
  SUCCEED(text.str());
}

}  // namespace stalemate::model
